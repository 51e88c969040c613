/*
 * Runs in a pane of tmux. Prints the steps of each case to it, asks after every one where the cursor is, and writes down what
 * was printed and answered: `paneOracle.ts CASES OUT`.
 */
import { readFileSync, readSync, renameSync, writeFileSync, writeSync } from "node:fs"

const [cases = "", out = ""] = process.argv.slice(-2)
const columns = 120

Bun.spawnSync(["stty", "raw", "-echo"], { stdio: ["inherit", "ignore", "ignore"] })

const print = (text: string): void => {
  for (let rest: Uint8Array = Buffer.from(text); rest.length > 0;) rest = rest.subarray(writeSync(1, rest))
}

const ask = (): readonly [row: number, column: number] => {
  print("\x1b[6n")
  const buffer = Buffer.alloc(100)
  for (let answer = ""; ;) {
    answer += buffer.toString("latin1", 0, readSync(0, buffer))
    const [, row, column] = /\x1b\[(\d+);(\d+)R/.exec(answer) ?? []
    if (row !== undefined) return [Number(row), Number(column)]
  }
}

/** After the last column terminals do not agree on these, nor on going left from the first column. */
const isDisputedThere = (step: string): boolean => !/^(?:\r|[^\x00-\x1f\x7f]|\x1b\[[0-9;]*[Hfm])/.test(step)

const results = (JSON.parse(readFileSync(cases, "utf8")) as ReadonlyArray<ReadonlyArray<string>>).map((steps) => {
  print("\x1bc\x1b7")
  let at: readonly [number, number] = [1, 1]
  return steps.map((step) => {
    const printed =
      at[1] > columns && isDisputedThere(step) ? `\r\t${step}` : at[1] === 1 && step === "\b" ? "\t\b" : step
    print(printed)
    at = ask()
    return { printed, row: at[0], column: Math.min(at[1], columns) }
  })
})
const size = Bun.spawnSync(["stty", "size"], { stdio: ["inherit", "pipe", "ignore"] })
  .stdout.toString()
  .trim()
writeFileSync(`${out}.new`, JSON.stringify({ size, results }))
renameSync(`${out}.new`, out)
