import type { SessionView } from "../../sessions/view.schema.ts"

/** How a session ended, in words. */
export const describeEnd = ({ exitCode, name, own, problem, signal, state }: SessionView): string => {
  const how = signal !== null ? ` with signal ${signal}` : exitCode !== null ? ` with exit code ${exitCode}` : ""
  const lost = own ? "is lost" : "has ended, and nobody saw how"
  const what = state === "stopped" ? "was stopped" : state === "lost" ? lost : `ended${how}`
  return `${name} ${what}${problem === null ? "" : `: ${problem}`}`
}

/** A number of sessions, in words. */
export const countOf = (sessions: number): string => (sessions === 1 ? "1 session" : `${sessions} sessions`)
