import { join } from "node:path"

/*
 * What is kept of a session, a directory for each start: `sessions/SOCKET/NAME.ID`, with `%` for the slashes of SOCKET.
 * The newest start of a name counts. An id is made of the time, so that it sorts after all earlier ones.
 *
 *   session.json   what was asked for; written by `session start`, never changed
 *   environment    the variables that its program starts with; likewise
 *   host           a directory with a link to this program, by which tmux starts the host
 *   state.json     what became of it; `session start` reserves its space; written as a whole by its host, or by
 *                  `session stop` if the host was killed
 *   stop.json      that it is to stop, and how; written by `session stop`
 *   output.log     what its program printed, as text; output.log.1 has what came before
 *   logging        the process that writes output.log; made empty by `session start`, written and removed by the writer
 *
 * A session's host and its log start without Effect, so this module has none either.
 */

/** The files in the directory of a session. */
export type SessionFile =
  "environment" | "host" | "logging" | "output.log" | "session.json" | "state.json" | "stop.json"

/** Where a file of the session in `directory` is. */
export const pathOf = (directory: string, file: SessionFile): string => join(directory, file)
