import { readableSeconds } from "../../terminal/readableSeconds.ts"
import { describePlace } from "../../words.ts"
import { answerWith } from "./answer.ts"
import type { Context, Reply } from "./reply.ts"
import { listCommands } from "./store.ts"
import { type CommandView, type UnknownCommandView, viewOf, viewOfUnknown } from "./view.ts"

/** All commands in the background, the newest first. */
export const list = async ({ scope, settings }: Context): Promise<Reply> => {
  const { commands, newer } = await listCommands(scope, settings)
  const sessions = [...commands.map((kept) => viewOf(kept, settings)), ...newer.map(viewOfUnknown)]
  const text = sessions.map(describe).join("\n") || "There are no commands in the background."
  return { answer: answerWith(text, { status: "completed", sessions }) }
}

const describe = (view: CommandView | UnknownCommandView): string => {
  if (view.status === "unknown") return `${view.sessionId} unknown :: ${view.problem}`
  const remarks = [
    ...(view.waitingForInput === true ? ["waits for input"] : []),
    ...(view.elsewhere === undefined ? [] : [describePlace(view.elsewhere)]),
    ...(view.timedOut === true ? ["timed out"] : []),
    ...(view.processesLeft ? ["processes left"] : []),
    ...exitOf(view),
  ]
  const facts = [
    `${view.sessionId} ${view.status}`,
    readableSeconds(view.runtimeMs / 1000),
    ...(remarks.length === 0 ? [] : [`[${remarks.join(", ")}]`]),
  ]
  return `${facts.join(" ")} :: ${view.name} (${view.cwd})`
}

const exitOf = ({ exitCode, exitSignal }: CommandView): ReadonlyArray<string> => {
  if (exitSignal !== undefined) return [exitSignal]
  return typeof exitCode === "number" ? [`code ${exitCode}`] : []
}
