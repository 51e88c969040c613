import type { ErrorReport } from "../../errorReport.schema.ts"
import { toLine } from "../../words.ts"
import type { Details, ExecRefused, ToolAnswer } from "./documents.schema.ts"

/** What `exec` and `process` answer, on the command line and through `outlive tool` alike. */
export type Answer = Pick<ToolAnswer, "content" | "details">

/** An answer; the caller names the type of its facts. */
export const answerWith = <Facts extends Details = never>(text: string, details: NoInfer<Facts>): Answer => ({
  content: [{ type: "text", text }],
  details,
})

export const textOf = ({ content }: Answer): string => content.map(({ text }) => text).join("")

/** The document that `--json` prints: the facts and the text. */
export const documentOf = (answer: Answer): string =>
  JSON.stringify({ ...answer.details, text: textOf(answer) } satisfies Details)

/** An error, as an answer. */
export const errorAnswer = (error: ErrorReport): Answer =>
  answerWith<ExecRefused>(toLine(error), { status: "failed", error })
