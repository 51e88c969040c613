import { CommandElsewhere, UnknownCommand } from "../errors.ts"
import type { Settings } from "../start/settings.ts"
import { type Kept, whereElse } from "../state/record.ts"
import type { Answer } from "./answer.ts"
import { commandName } from "./commandName.ts"
import { findCommand, type Scope } from "./store.ts"

/** The scope of the caller, and the settings in force. */
export interface Context {
  readonly scope: Scope
  readonly settings: Settings
}

/** An answer. The command line or `outlive tool` calls `delivered` once it has handed the answer on. */
export interface Reply {
  readonly answer: Answer
  readonly delivered?: () => void
}

/**
 * Acts on a command. `given` may be the beginning of its id; `id` is the whole id. Throws `UnknownCommand`.
 */
export const withCommand = async (
  given: string,
  { scope, settings }: Context,
  act: (kept: Kept, id: string) => Reply | Promise<Reply>,
): Promise<Reply> => {
  const kept = await findCommand(given, scope, settings)
  if (kept === undefined) throw new UnknownCommand({ id: given })
  return act(kept, kept.request.id)
}

/** The same for a command whose processes can be seen from here; throws `CommandElsewhere` for others. */
export const withCommandHere = (
  given: string,
  context: Context,
  act: (kept: Kept, id: string) => Reply | Promise<Reply>,
): Promise<Reply> =>
  withCommand(given, context, (kept, id) => {
    const elsewhere = whereElse(kept)
    if (elsewhere !== undefined) throw new CommandElsewhere({ id, elsewhere })
    return act(kept, id)
  })

export const nameOf = ({ request }: Kept) => ({ name: commandName(request.command) })
