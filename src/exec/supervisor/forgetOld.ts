import { recordFault } from "../../faults.ts"
import { AnyTaggedError } from "../../taggedError.ts"
import { forgetLongExpired } from "../actions/store.ts"
import { loadSettings } from "../start/settings.ts"

/**
 * Forgets old commands. Some supervisor has to, where commands are only started, and never listed. Settings and files that
 * cannot be used are told to the next caller; a defect is kept, and no reason not to end.
 */
export const forgetOld = async (forget: typeof forgetLongExpired = forgetLongExpired): Promise<void> => {
  try {
    forget(await loadSettings())
  } catch (error) {
    if (!(error instanceof AnyTaggedError) && !isOfSystem(error)) recordFault(error)
  }
}

/** Whether the system has refused something about a file. */
const isOfSystem = (error: unknown): boolean => error instanceof Error && "syscall" in error
