import * as Schema from "effect/Schema"

const text = (description: string) => Schema.String.annotations({ description })

/** What is kept of an ended session, and is to be removed. */
export const PrunableSession = Schema.Struct({
  name: text("The name of the session"),
  socket: text("The socket of its tmux server"),
  directory: text("The directory with its files"),
  endedAt: text("When it ended; ISO 8601, in UTC"),
})
export type PrunableSession = typeof PrunableSession.Type
