import { type ErrorReport, toLine } from "../../words.ts"

/** What `exec` and `process` answer, on whichever way they were asked. */
export interface Answer {
  readonly content: ReadonlyArray<{ readonly type: "text"; readonly text: string }>
  readonly details: Details
}

/** The facts of an answer; docs/schemas says which there are for which request. */
export interface Details {
  readonly status: "completed" | "failed" | "killed" | "running"
  readonly [fact: string]: unknown
}

export const answerWith = (text: string, details: Details): Answer => ({ content: [{ type: "text", text }], details })

export const textOf = ({ content }: Answer): string => content.map(({ text }) => text).join("")

/** An error, as an answer. */
export const errorAnswer = (error: ErrorReport): Answer => answerWith(toLine(error), { status: "failed", error })
