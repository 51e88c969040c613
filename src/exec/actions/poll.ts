import { steadyMillis } from "../../os/clock.ts"
import { awaitChange } from "../../os/files/changes.ts"
import { longestSequence, wholeLength } from "../../terminal/wholeText.ts"
import { PolledElsewhere, UnknownCommand } from "../errors.ts"
import type { Settings } from "../start/settings.ts"
import { bytesPerCharacter, extentOf, lastCharacters, lastText, markAt, readOutput, toText } from "../state/output.ts"
import { polledUpTo, takeTurn, type Turn, unreadablePolling } from "../state/pollCursor.ts"
import { type Kept, readKept } from "../state/record.ts"
import { markAfter, start } from "../state/segments.ts"
import { answerWith } from "./answer.ts"
import type { ProcessPoll } from "./documents.schema.ts"
import { type Context, nameOf, type Reply, withCommand } from "./reply.ts"
import {
  conditionOf,
  describeEnd,
  describeLoss,
  describePlaceOf,
  describeRest,
  describeWait,
  endOf,
  placeFacts,
} from "./view.ts"

/** The longest wait for news. */
const longestPollMillis = 30_000

/** How often to look for changes on file systems that do not report them. */
const lookMillis = 250

/** What the command has printed since the last poll, and its status. Waits for news, up to `timeout` milliseconds. */
export const poll = (
  given: string,
  { timeout = 0 }: { readonly timeout?: number | undefined },
  context: Context,
): Promise<Reply> =>
  withCommand(given, context, async ({ directory, request: { id } }) => {
    const until = steadyMillis() + Math.min(Math.max(timeout, 0), longestPollMillis)
    const turn = await turnWithNews(id, directory, until)
    // The end is read before the output: a command that has ended prints no more.
    const kept = readKept(id)
    if (kept === undefined) {
      turn?.finish(turn.position)
      throw new UnknownCommand({ id })
    }
    if (turn === undefined) throw new PolledElsewhere({ id, unreadable: unreadablePolling(directory) })
    try {
      return await polled(kept, turn, context.settings)
    } catch (error) {
      turn.finish(turn.position)
      throw error
    }
  })

/** This poll's turn, once there is news or the time is over. Output that another poll hands out first is no news. */
const turnWithNews = async (id: string, directory: string, until: number): Promise<Turn | undefined> => {
  for (;;) {
    while (steadyMillis() < until && !hasNews(id, directory)) {
      await awaitChange([directory], Math.min(until - steadyMillis(), lookMillis) / 1000)
    }
    const turn = await takeTurn(directory)
    if (turn === undefined || steadyMillis() >= until || hasNews(id, directory)) return turn
    turn.finish(turn.position)
  }
}

/** Whether the command has ended, or has printed at least one whole character. */
const hasNews = (id: string, directory: string): boolean => {
  const kept = readKept(id)
  if (kept === undefined || endOf(kept) !== undefined) return true
  const [from, { end }] = [polledUpTo(directory), extentOf(directory)]
  if (end - from > longestSequence) return true
  return end > from && wholeLength(readOutput(directory, from, end).bytes) > 0
}

const polled = async (kept: Kept, { finish, position }: Turn, settings: Settings): Promise<Reply> => {
  const { directory, request } = kept
  const { maxOutputCharacters, maxPolledCharacters } = settings
  const end = endOf(kept)
  const extent = extentOf(directory)
  const from = Math.max(position.bytes, extent.end - maxPolledCharacters * bytesPerCharacter)
  const stretch = readOutput(directory, from, extent.end)
  // An unfinished character waits for its last bytes.
  const length = end === undefined ? wholeLength(stretch.bytes) : stretch.bytes.length
  const isCut = stretch.from > position.bytes
  const upTo = Math.max(stretch.from + length, position.bytes)
  const whole = toText({ from: isCut ? stretch.from : 0, bytes: stretch.bytes.subarray(0, length) })
  const output = lastCharacters(whole, maxPolledCharacters)
  const isShortened = isCut || output.length < whole.length
  const begin = { ...start, characters: isCut ? markAt(directory, stretch.from).characters : position.characters }
  const { characters } = markAfter(begin, stretch.bytes.subarray(0, length))
  const omitted = isShortened ? begin.characters - position.characters + [...whole].length - [...output].length : 0
  const notes = [
    ...(isShortened ? [`${omitted} characters before this were left out; see process log, offset and limit`] : []),
    ...describeLoss(kept),
  ]
  const note = notes.length === 0 ? "" : `[${notes.join("; ")}]\n`
  const condition = conditionOf(kept, end, settings)
  const how =
    end === undefined
      ? describePlaceOf(kept) || describeWait(condition) || "It is still running."
      : describeEnd(kept, end) + describeRest(kept)
  const shown = output === "" ? "(no new output)" : output
  return {
    answer: answerWith<ProcessPoll>(`${note}${shown}${shown.endsWith("\n") ? "" : "\n"}\n${how}`, {
      ...condition,
      sessionId: request.id,
      ...nameOf(kept),
      output,
      omittedCharacters: omitted,
      aggregated: lastText(directory, maxOutputCharacters, end === undefined),
      processesLeft: kept.state.processesLeft,
      ...placeFacts(kept),
    }),
    delivered: () => finish({ bytes: upTo, characters }),
  }
}
