import { readableSeconds } from "../../terminal/readableSeconds.ts"
import { answerWith } from "../answer.ts"
import { listCommands } from "../store.ts"
import { viewOf } from "../view.ts"
import type { Context, Reply } from "./reply.ts"

/** All commands in the background, the newest first. */
export const list = async ({ scope, settings }: Context): Promise<Reply> => {
  const sessions = (await listCommands(scope, settings)).map((kept) => viewOf(kept, settings))
  const text = sessions.map(describe).join("\n")
  return {
    answer: answerWith(text === "" ? "There are no commands in the background." : text, {
      status: "completed",
      sessions,
    }),
  }
}

const describe = (view: ReturnType<typeof viewOf>): string => {
  const marks = [
    ...(view["waitingForInput"] === true ? ["waits for input"] : []),
    ...(view["timedOut"] === true ? ["timed out"] : []),
    ...(view["processesLeft"] === true ? ["processes left"] : []),
    ...exitOf(view),
  ]
  const facts = [
    `${view["sessionId"]} ${view.status}`,
    readableSeconds(Number(view["runtimeMs"]) / 1000),
    ...(marks.length === 0 ? [] : [`[${marks.join(", ")}]`]),
  ]
  return `${facts.join(" ")} :: ${view["name"]} (${view["cwd"]})`
}

const exitOf = (view: Record<string, unknown>): ReadonlyArray<string> => {
  if (typeof view["exitSignal"] === "string") return [view["exitSignal"]]
  return typeof view["exitCode"] === "number" ? [`code ${view["exitCode"]}`] : []
}
