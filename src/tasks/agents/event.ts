import { readableSeconds } from "../../terminal/readableSeconds.ts"

/** What an agent does, whichever agent it is. */
export type AgentEvent =
  /** It has named its conversation. */
  | { readonly _tag: "Began"; readonly conversation: string; readonly model: string | undefined }
  /** `continues` where the text goes on right after what was said last. */
  | { readonly _tag: "Said"; readonly text: string; readonly continues: boolean }
  /** It began to use a tool; `about` is what for, as a command or a path. */
  | { readonly _tag: "ToolBegan"; readonly call: string; readonly tool: string; readonly about: string }
  | { readonly _tag: "ToolEnded"; readonly call: string; readonly failed: boolean; readonly output: string }
  /** Something went wrong that may not be the end; `code` is the agent's own word for what, where it has one. */
  | { readonly _tag: "Complained"; readonly text: string; readonly code: string | undefined }
  /** Its work is over. */
  | ({ readonly _tag: "Answered" } & Answer)

/** The end of an agent's work. */
export interface Answer {
  /** What it has to say at the end; `undefined` where that is what it said last. */
  readonly text: string | undefined
  readonly failed: boolean
  readonly turns: number | undefined
  readonly seconds: number | undefined
  readonly dollars: number | undefined
  readonly tokens: number | undefined
}

/** What most agents do not tell of their work. */
export const unknownFacts = { turns: undefined, seconds: undefined, dollars: undefined, tokens: undefined }

/** What is known of an agent's run, from its events so far. */
export interface Progress {
  readonly conversation: string | undefined
  /** The model has answered: from then on every agent has written down a conversation that can be taken up again. */
  readonly replied: boolean
  /** Calls of tools that have not returned. */
  readonly openCalls: ReadonlySet<string>
  readonly lastTool: string | undefined
  readonly lastSaid: string | undefined
  /** What was said last may go on. */
  readonly isSpeaking: boolean
  readonly lastComplaint: (AgentEvent & { readonly _tag: "Complained" }) | undefined
  readonly answer: Answer | undefined
  /** How many events there were. */
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

/** What is known once `event` has happened too. */
export const advance = (before: Progress, event: AgentEvent): Progress => {
  const progress = { ...before, events: before.events + 1, isSpeaking: event._tag === "Said" && event.continues }
  switch (event._tag) {
    case "Began":
      // A new run: what the last one had open has ended with it.
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

/** What people are shown of a stream of events, line by line. */
export interface Transcript {
  /** The lines that are complete with this event. */
  readonly push: (event: AgentEvent) => ReadonlyArray<string>
  /** What is left. */
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
      // Some agents name it again with every turn.
      const known = event._tag === "Began" && event.conversation === conversation
      if (event._tag === "Began") conversation = event.conversation
      return known ? end() : [...end(), ...linesOf(event)]
    },
  }
}

/** Longer lines are cut: they are for people to follow, and the whole is in `events.jsonl`. */
const longestAbout = 160

/** The event as readable lines; none for what is of no interest to people. */
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
