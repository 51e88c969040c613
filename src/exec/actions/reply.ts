import { CommandElsewhere, UnknownCommand } from "../errors.ts"
import type { Settings } from "../start/settings.ts"
import { type Kept, whereElse } from "../state/record.ts"
import type { Answer } from "./answer.ts"
import { commandName } from "./commandName.ts"
import { findCommand, type Scope } from "./store.ts"

/** Who asks, and the settings that hold. */
export interface Context {
  readonly scope: Scope
  readonly settings: Settings
}

/** An answer; the door that has handed it on calls `delivered`. */
export interface Reply {
  readonly answer: Answer
  readonly delivered?: () => void
}

/**
 * Does something with a command. `given` may be the beginning of its id; `id` is all of it. Throws `UnknownCommand` where
 * there is none.
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

/** The same of a command whose processes can be acted on from here; throws `CommandElsewhere` for others. */
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
