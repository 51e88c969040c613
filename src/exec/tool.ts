import type { ErrorReport } from "../errorReport.schema.ts"
import { errorAnswer } from "./actions/answer.ts"
import type { ToolAnswer } from "./actions/documents.schema.ts"
import { clear, kill, remove } from "./actions/ending.ts"
import { paste, sendKeys, submit, write } from "./actions/input.ts"
import { list } from "./actions/list.ts"
import { log } from "./actions/log.ts"
import { poll } from "./actions/poll.ts"
import type { Context, Reply } from "./actions/reply.ts"
import { execAnswer } from "./start/execAnswer.ts"
import { planFor } from "./start/plan.ts"
import { loadSettings, type Settings } from "./start/settings.ts"
import { makeSupervisorPool } from "./start/supervisorPool.ts"
import type { ExecToolRequest, ProcessToolRequest } from "./toolRequest.schema.ts"
import { type Id, readRequest, type ToolRequest } from "./toolRequest.ts"

/** Carries requests out: a line in, an answer's line out. */
export interface Tool {
  /** Takes the next line. Lines without an id are carried out, and answered, one after the other. */
  readonly take: (line: Uint8Array) => void
  /** Waits until every line has its answer. */
  readonly finished: () => Promise<void>
}

/**
 * Answers requests. `answerWith` gets each answer as a line, and returns once it is written, or not at all. `reportOf`
 * words what was thrown.
 */
export const makeTool = (
  scope: string | undefined,
  answerWith: (line: string) => void,
  reportOf: (thrown: unknown) => ErrorReport,
): Tool => {
  const supervisors = makeSupervisorPool()
  const pending = new Set<Promise<void>>()
  /** The last line without an id, until it has its answer. */
  let last: Promise<void> = Promise.resolve()
  /** The last request to change each command, until it is done. */
  const lastOf = new Map<string, Promise<void>>()

  const execute = (request: ExecToolRequest, settings: Settings): Promise<Reply> => {
    const plan = planFor(request, settings, { scope, sync: false, output: "kept", hasInput: false })
    return supervisors.use(async (supervisor) => {
      const outcome = await supervisor.run(plan.order, plan.yieldMillis)
      const answer = execAnswer(outcome, plan, settings, supervisor)
      const isFree = outcome._tag === "Ended" && !outcome.ended.processesLeft
      if (isFree) supervisor.forget()
      return { result: { answer }, isFree }
    })
  }

  const carryOut = async (request: ToolRequest): Promise<Reply> => {
    try {
      const settings = await loadSettings()
      return await (request.tool === "exec" ? execute(request, settings) : act(request, { scope, settings }))
    } catch (error) {
      return { answer: errorAnswer(reportOf(error)) }
    }
  }

  const tell = (id: Id | undefined, { answer: { content, details }, delivered }: Reply) => {
    const line: ToolAnswer = { ...(id === undefined ? {} : { id }), content, details }
    answerWith(JSON.stringify(line))
    delivered?.()
  }

  /** The unfinished changes to the command of this id. Either id may be only the beginning of the other. */
  const changesOf = (id: string): ReadonlyArray<Promise<void>> =>
    [...lastOf].flatMap(([other, done]) => (other.startsWith(id) || id.startsWith(other) ? [done] : []))

  const take = (line: Uint8Array) => {
    const read = readRequest(line)
    const request = read._tag === "Request" ? read.request : undefined
    const target = request?.tool === "process" ? request.sessionId : undefined
    const before = [...(read.id === undefined ? [last] : []), ...(target === undefined ? [] : changesOf(target))]
    const carriedOut = async () => {
      await Promise.all(before)
      tell(
        read.id,
        read._tag === "Request" ? await carryOut(read.request) : { answer: errorAnswer(reportOf(read.why)) },
      )
    }
    const done = carriedOut().finally(() => {
      pending.delete(done)
      if (target !== undefined && lastOf.get(target) === done) lastOf.delete(target)
    })
    pending.add(done)
    if (read.id === undefined) last = done
    if (target !== undefined && request?.tool === "process" && changes.has(request.action)) lastOf.set(target, done)
  }

  return {
    take,
    finished: async () => {
      while (pending.size > 0) await Promise.all(pending)
      supervisors.release()
    },
  }
}

/** A later request about the same command waits for one of these. */
const changes: ReadonlySet<ProcessToolRequest["action"]> = new Set([
  ...(["write", "send-keys", "submit", "paste", "kill", "clear", "remove"] as const),
])

const act = async (request: ProcessToolRequest, context: Context): Promise<Reply> => {
  const id = request.sessionId ?? ""
  switch (request.action) {
    case "list":
      return list(context)
    case "poll":
      return poll(id, request, context)
    case "log":
      return log(id, request, context)
    case "write":
      return write(id, request, context)
    case "send-keys":
      return sendKeys(id, request, context)
    case "submit":
      return submit(id, context)
    case "paste":
      return paste(id, request, context)
    case "kill":
      return kill(id, context)
    case "clear":
      return clear(id, context)
    case "remove":
      return remove(id, context)
  }
}
