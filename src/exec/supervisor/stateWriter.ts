import type { Content } from "../../record/format.ts"
import { type State, writeState } from "../state/record.ts"

/** Between two attempts to write the state to a full disk. */
const retryMillis = 2000

/** What a supervisor knows of its command, and keeps on the disk. */
export interface StateWriter {
  readonly current: () => Content<State>
  /** Changes the state, and writes it. A disk without room is tried again: the command is not to suffer for it. */
  readonly record: (change: Partial<Content<State>>) => void
  /** Nothing is tried again. */
  readonly stop: () => void
}

/** Writes the state `first`, and all that it becomes; `lostBytes` tells how much of the output is lost by now. */
export const keepState = (directory: string, first: Content<State>, lostBytes: () => number): StateWriter => {
  let state = first
  let retry: ReturnType<typeof setTimeout> | undefined
  const record = (change: Partial<Content<State>>) => {
    state = { ...state, ...change, lostBytes: lostBytes() }
    clearTimeout(retry)
    if (!writeState(directory, state)) retry = setTimeout(() => record({}), retryMillis)
  }
  record({})
  return { current: () => state, record, stop: () => clearTimeout(retry) }
}
