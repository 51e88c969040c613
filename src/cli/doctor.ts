import * as Effect from "effect/Effect"

import { answer } from "../os/terminal/console.ts"
import { panesOf } from "../sessions/session.ts"
import { examine, type Finding } from "../tasks/commands/doctor.ts"
import { checkSocket, chooseSocket } from "../tmux/socket.ts"
import { dim, green, pad, red, yellow } from "./screen/terminal.ts"
import { countOf } from "./session/words.ts"
import { describe } from "./words/errors.ts"
import { execute } from "./words/execute.ts"

/** Says what outlive needs and does not find; exits with 1 where that keeps it from its main job. */
export const doctor = ({ json }: { readonly json: boolean }): Promise<number> => {
  const command = Effect.gen(function* () {
    const findings = [...(yield* examine), yield* examineSessions]
    const healthy = findings.every(({ verdict }) => verdict !== "error")
    yield* answer(json ? `${JSON.stringify({ ok: healthy, findings })}\n` : findings.map(asText).join(""))
    return healthy ? 0 : 1
  })
  return execute("outlive doctor", command, { json })
}

/** The socket of sessions, and the server behind it. */
const examineSessions: Effect.Effect<Finding> = Effect.suspend(() => {
  const what = "session socket"
  const socket = chooseSocket(undefined)
  return checkSocket(socket).pipe(
    Effect.zipRight(panesOf(socket)),
    Effect.map((panes): Finding => {
      const found = panes.length === 0 ? `nothing runs at ${socket}` : `${countOf(panes.length)} at ${socket}`
      return { what, verdict: "ok", found, hint: null }
    }),
    Effect.catchAll((error) => {
      const { hint, message } = describe(error)
      return Effect.succeed<Finding>({ what, verdict: "warning", found: message, hint })
    }),
  )
})

const verdictColumns = 7
const whatColumns = 16

const asText = ({ found, hint, verdict, what }: Finding): string => {
  const line = `${coloured(verdict, pad(verdict, verdictColumns))}  ${pad(what, whatColumns)}  ${found}\n`
  return hint === null ? line : `${line}${dim(`${" ".repeat(verdictColumns + whatColumns + 4)}${hint}`)}\n`
}

const coloured = (verdict: Finding["verdict"], text: string): string => {
  switch (verdict) {
    case "ok":
      return green(text)
    case "note":
      return text
    case "warning":
      return yellow(text)
    case "error":
      return red(text)
  }
}
