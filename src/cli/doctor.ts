import * as Effect from "effect/Effect"

import { answer } from "../os/console.ts"
import { examine, type Finding } from "../tasks/doctor.ts"
import { execute } from "./execute.ts"
import { dim, green, pad, red, yellow } from "./terminal.ts"

/** Says what outlive needs and does not find; exits with 1 where that keeps it from its main job. */
export const doctor = ({ json }: { readonly json: boolean }): Promise<number> => {
  const command = Effect.gen(function* () {
    const findings = yield* examine
    const healthy = findings.every(({ verdict }) => verdict !== "error")
    yield* answer(json ? `${JSON.stringify({ ok: healthy, findings })}\n` : findings.map(asText).join(""))
    return healthy ? 0 : 1
  })
  return execute("outlive doctor", command, { json })
}

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
