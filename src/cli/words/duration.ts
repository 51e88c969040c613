/** How a duration is written. */
export const durationForms = "90, 90s, 5m, 2h or 7d"

const secondsOf: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600, d: 86_400 }

/** The seconds of a duration, given as seconds or with a unit; `undefined` where `text` is no duration. */
export const parseDuration = (text: string): number | undefined => {
  const [, number, unit] = /^(\d{1,9}(?:\.\d{1,3})?)([smhd]?)$/.exec(text) ?? []
  return number === undefined ? undefined : Number(number) * (secondsOf[unit ?? ""] ?? 1)
}
