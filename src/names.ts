/** What a task and a session may be called: 1 to 64 small letters, digits and dashes. */
export const isName = (given: string): boolean => /^[a-z0-9-]{1,64}$/.test(given)

/** The given words as a valid name, for somebody to choose; `undefined` where nothing of them is left. */
export const similarName = (given: string): string | undefined => {
  const name = given
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 64)
  return name === "" ? undefined : name
}
