import { readableSeconds } from "../../terminal/readableSeconds.ts"

/** What an agent does, in terms that all agents share. */
export type AgentEvent =
  /** A run has begun, in this conversation. */
  | { readonly _tag: "Began"; readonly conversation: string; readonly model: string | undefined }
  /** `continues` where the text follows the last words without a line break. */
  | { readonly _tag: "Said"; readonly text: string; readonly continues: boolean }
  /** A tool call has begun. `about` is what it is for, as a command or a path. */
  | { readonly _tag: "ToolBegan"; readonly call: string; readonly tool: string; readonly about: string }
  | { readonly _tag: "ToolEnded"; readonly call: string; readonly failed: boolean; readonly output: string }
  /** Something went wrong, but the run may go on. `code` is the agent's own name for the fault, where it has one. */
  | { readonly _tag: "Complained"; readonly text: string; readonly code: string | undefined }
  /** The run is over. */
  | ({ readonly _tag: "Answered" } & Answer)

/** How a run has ended. */
export interface Answer {
  /** The final answer; `undefined` where that is the text that was said last. */
  readonly text: string | undefined
  readonly failed: boolean
  readonly turns: number | undefined
  readonly seconds: number | undefined
  readonly dollars: number | undefined
  readonly tokens: number | undefined
}

/** The facts of an answer that most agents do not report. */
export const unknownFacts = { turns: undefined, seconds: undefined, dollars: undefined, tokens: undefined }

/** What is known of a run from its events so far. */
export interface Progress {
  readonly conversation: string | undefined
  /** The model has answered. From then on every agent has a conversation on disk that can be resumed. */
  readonly replied: boolean
  /** The tool calls that have not returned. */
  readonly openCalls: ReadonlySet<string>
  readonly lastTool: string | undefined
  readonly lastSaid: string | undefined
  /** The last event was a part of a text that may go on. */
  readonly isSpeaking: boolean
  readonly lastComplaint: (AgentEvent & { readonly _tag: "Complained" }) | undefined
  readonly answer: Answer | undefined
  /** The number of events so far. */
  readonly events: number
}

export const noProgress: Progress = {
  conversation: undefined,
  replied: false,
  openCalls: new Set(),
  lastTool: undefined,
  lastSaid: undefined,
  isSpeaking: false,
  lastComplaint: undefined,
  answer: undefined,
  events: 0,
}

/** What is known after one more event. */
export const advance = (before: Progress, event: AgentEvent): Progress => {
  const progress = { ...before, events: before.events + 1, isSpeaking: event._tag === "Said" && event.continues }
  switch (event._tag) {
    case "Began":
      // A new run: the tool calls that the last run had open have ended with it.
      return { ...progress, conversation: event.conversation, openCalls: new Set(), answer: undefined }
    case "Said":
      return { ...progress, replied: true, lastSaid: said(before, event) }
    case "ToolBegan":
      return { ...progress, replied: true, openCalls: new Set([...before.openCalls, event.call]), lastTool: event.tool }
    case "ToolEnded":
      return {
        ...progress,
        replied: true,
        openCalls: new Set([...before.openCalls].filter((call) => call !== event.call)),
      }
    case "Complained":
      return { ...progress, lastComplaint: event }
    case "Answered":
      return { ...progress, openCalls: new Set(), answer: { ...event, text: event.text ?? before.lastSaid } }
  }
}

const said = (
  { isSpeaking, lastSaid }: Progress,
  { continues, text }: AgentEvent & { readonly _tag: "Said" },
): string => (continues && isSpeaking ? `${lastSaid ?? ""}${text}` : text)

/** Turns a stream of events into lines for people. */
export interface Transcript {
  /** The lines that this event completes. */
  readonly push: (event: AgentEvent) => ReadonlyArray<string>
  /** The line that was begun and not completed, if any. */
  readonly end: () => ReadonlyArray<string>
}

export const makeTranscript = (): Transcript => {
  let conversation: string | undefined
  let begun = ""

  const end = (): ReadonlyArray<string> => {
    const rest = begun
    begun = ""
    return rest === "" ? [] : [rest]
  }

  return {
    end,
    push: (event) => {
      if (event._tag === "Said" && event.continues) {
        const lines = `${begun}${event.text}`.split("\n")
        begun = lines.pop() ?? ""
        return lines
      }
      // Some agents name their conversation again with every turn.
      const known = event._tag === "Began" && event.conversation === conversation
      if (event._tag === "Began") conversation = event.conversation
      return known ? end() : [...end(), ...linesOf(event)]
    },
  }
}

/** In characters. Longer texts are cut: the whole text is in `events.jsonl`. */
const longestAbout = 160

/** The event as lines for people; none where it is of no interest to them. */
export const linesOf = (event: AgentEvent): ReadonlyArray<string> => {
  switch (event._tag) {
    case "Began":
      return [`[${["conversation", event.conversation, event.model].filter(Boolean).join(" ")}]`]
    case "Said":
      return event.text.trim() === "" ? [] : event.text.trimEnd().split("\n")
    case "ToolBegan":
      return [`> ${event.tool}${event.about === "" ? "" : ` ${inOneLine(event.about)}`}`]
    case "ToolEnded":
      return event.failed ? [`  failed: ${inOneLine(event.output)}`] : []
    case "Complained":
      return [`! ${inOneLine(event.text)}`]
    case "Answered":
      return [...(event.failed && event.text !== undefined ? [`! ${inOneLine(event.text)}`] : []), summaryOf(event)]
  }
}

const summaryOf = ({ failed, turns, seconds, dollars, tokens }: Answer): string => {
  const facts = [
    turns === undefined ? undefined : `${turns} ${turns === 1 ? "turn" : "turns"}`,
    seconds === undefined ? undefined : readableSeconds(seconds),
    tokens === undefined ? undefined : `${tokens} tokens`,
    dollars === undefined ? undefined : `$${dollars.toFixed(2)}`,
  ].filter((fact) => fact !== undefined)
  return `[${failed ? "failed" : "done"}${facts.length === 0 ? "" : `: ${facts.join(", ")}`}]`
}

const inOneLine = (text: string): string => {
  const line = text.trim().replace(/\s+/g, " ")
  return line.length > longestAbout ? `${line.slice(0, longestAbout - 3)}...` : line
}
