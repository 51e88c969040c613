import { join } from "node:path"

/*
 * What is kept of a session, one directory for each start: `sessions/SOCKET/NAME.ID`, with `%` for the slashes of SOCKET.
 * The newest of a name is the one that counts; an id is made of the time, so that it sorts as the last.
 *
 *   session.json   what was asked for; written by `session start`, never changed
 *   environment    the variables that its program starts with; likewise
 *   host           a directory with the name by which tmux starts its host: a link to this program
 *   state.json     what became of it; `session start` makes room for it; written by its host, as a whole, or by
 *                  `session stop` where that was killed
 *   stop.json      that it is to stop, and how; written by `session stop`
 *   output.log     what its program printed, as text, and output.log.1 what came before
 *   logging        who writes output.log, while that is so; made by `session start`, still empty; written and removed by its
 *                  writer
 *
 * A session's host and its log start without Effect, so this does too.
 */

/** What the directory of a session has in it. */
export type SessionFile =
  "environment" | "host" | "logging" | "output.log" | "session.json" | "state.json" | "stop.json"

/** Where a file of the session in `directory` is. */
export const pathOf = (directory: string, file: SessionFile): string => join(directory, file)
