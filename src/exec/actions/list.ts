import { readableSeconds } from "../../terminal/readableSeconds.ts"
import { runsElsewhere } from "../../words.ts"
import { answerWith } from "./answer.ts"
import type { CommandView, ListedCommand, ProcessList } from "./documents.schema.ts"
import type { Context, Reply } from "./reply.ts"
import { listCommands } from "./store.ts"
import { isUnusableView, viewOf, viewOfUnusable } from "./view.ts"

/** All commands in the background, the newest first. */
export const list = async ({ scope, settings }: Context): Promise<Reply> => {
  const { commands, unusable } = await listCommands(scope, settings)
  const sessions = [...commands.map((kept) => viewOf(kept, settings)), ...unusable.map(viewOfUnusable)]
  const text = sessions.map(describe).join("\n") || "There are no commands in the background."
  return { answer: answerWith<ProcessList>(text, { status: "completed", sessions }) }
}

const describe = (view: ListedCommand): string => {
  if (isUnusableView(view)) return `${view.sessionId} ${view.status} :: ${view.problem}`
  const remarks = [
    ...(view.status === "running" && view.waitingForInput ? ["waits for input"] : []),
    ...("elsewhere" in view && view.elsewhere !== undefined ? [runsElsewhere("it", view.elsewhere)] : []),
    ...(view.status !== "running" && view.timedOut ? ["timed out"] : []),
    ...(view.processesLeft ? ["processes left"] : []),
    ...exitInWords(view),
  ]
  const facts = [
    `${view.sessionId} ${view.status}`,
    readableSeconds(view.runtimeMs / 1000),
    ...(remarks.length === 0 ? [] : [`[${remarks.join(", ")}]`]),
  ]
  return `${facts.join(" ")} :: ${view.name} (${view.cwd})`
}

const exitInWords = (view: CommandView): ReadonlyArray<string> => {
  if (view.status === "running") return []
  if (view.exitSignal !== undefined) return [view.exitSignal]
  return view.exitCode === null ? [] : [`code ${view.exitCode}`]
}
