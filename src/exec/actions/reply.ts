import { quoteShortly } from "../../terminal/quoteShortly.ts"
import type { Settings } from "../start/settings.ts"
import type { Kept } from "../state/record.ts"
import { Refusal } from "../state/refusal.ts"
import type { Answer } from "./answer.ts"
import { commandName } from "./commandName.ts"
import { findCommand, type Scope } from "./store.ts"

/** Who asks, and what holds for whom. */
export interface Context {
  readonly scope: Scope
  readonly settings: Settings
}

/** An answer; whoever has handed it on says so, where that makes a difference. */
export interface Reply {
  readonly answer: Answer
  readonly delivered?: () => void
}

/** There is no such command, or none that whoever asks may see. */
export const unknown = (id: string): Refusal =>
  new Refusal(`there is no command ${quoteShortly(id)} in the background here`, "see process list")

/**
 * Does something with a command. `given` may be the beginning of its id; `id` is all of it. Throws `Refusal` where there is none.
 */
export const withCommand = async (
  given: string,
  { scope, settings }: Context,
  act: (kept: Kept, id: string) => Reply | Promise<Reply>,
): Promise<Reply> => {
  const kept = await findCommand(given, scope, settings)
  if (kept === undefined) throw unknown(given)
  return act(kept, kept.request.id)
}

export const nameOf = ({ request }: Kept) => ({ name: commandName(request.command) })
