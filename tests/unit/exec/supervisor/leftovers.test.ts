import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test"

import { treeOf } from "../../../../src/exec/supervisor/leftovers.ts"
import { signalProcess } from "../../../../src/os/process/processes.ts"
import { allProcessesTagged } from "../../../../src/os/process/processTable.ts"
import { processesIn } from "../../../../src/os/process/processTree.ts"
import { busyMachineMillis } from "../../system.ts"

setDefaultTimeout(busyMachineMillis)

/** An id that no command of this machine has, since another test may run beside this one. */
const id = `calm-reef-${process.pid}`
const mark = "OUTLIVE_UNIT_MARK"
const ended = { pid: 4_194_304, mark: "" }

const started: Array<Bun.Subprocess> = []
afterEach(async () => {
  for (const child of started) signalProcess(child.pid, "SIGKILL")
  await Promise.all(started.splice(0).map(({ exited }) => exited))
})

/** A process with these variables, once its environment can be seen. */
const processWith = async (variables: Readonly<Record<string, string | undefined>>): Promise<number> => {
  const child = Bun.spawn(["sleep", "600"], { env: { ...process.env, ...variables, [mark]: id } })
  started.push(child)
  while (!allProcessesTagged(mark).get(id)?.includes(child.pid)) await Bun.sleep(2)
  return child.pid
}

describe("the processes of a command", () => {
  test("are those with its id and tag, and not those of another home's command with the same id", async () => {
    const own = await processWith({ OUTLIVE_EXEC: id, OUTLIVE_EXEC_TAG: `${id}.0a1b` })
    await processWith({ OUTLIVE_EXEC: id, OUTLIVE_EXEC_TAG: `${id}.ffff` })
    await processWith({ OUTLIVE_EXEC: id, OUTLIVE_EXEC_TAG: undefined })
    expect(processesIn(treeOf({ id, tag: `${id}.0a1b` }, ended, undefined))).toEqual([own])
  })

  test("are not those that have inherited its tag from it, and have another id or none", async () => {
    const inner = `${id}-inner`
    const own = await processWith({ OUTLIVE_EXEC: id, OUTLIVE_EXEC_TAG: `${id}.0a1b` })
    await processWith({ OUTLIVE_EXEC: inner, OUTLIVE_EXEC_TAG: `${id}.0a1b` })
    await processWith({ OUTLIVE_EXEC: undefined, OUTLIVE_EXEC_TAG: `${id}.0a1b` })
    expect(processesIn(treeOf({ id, tag: `${id}.0a1b` }, ended, undefined))).toEqual([own])
  })

  test("are those with its whole tag, where that does not begin with its id", async () => {
    const own = await processWith({ OUTLIVE_EXEC: id, OUTLIVE_EXEC_TAG: "0a1b" })
    await processWith({ OUTLIVE_EXEC: id, OUTLIVE_EXEC_TAG: "0a1b2c" })
    await processWith({ OUTLIVE_EXEC: `${id}-inner`, OUTLIVE_EXEC_TAG: "0a1b" })
    expect(processesIn(treeOf({ id, tag: "0a1b" }, ended, undefined))).toEqual([own])
  })

  test("are those with its id and no tag of that id, if a version without tags has started it", async () => {
    const own = await processWith({ OUTLIVE_EXEC: id, OUTLIVE_EXEC_TAG: undefined })
    const inherited = await processWith({ OUTLIVE_EXEC: id, OUTLIVE_EXEC_TAG: `outer-${id}.0a1b` })
    await processWith({ OUTLIVE_EXEC: id, OUTLIVE_EXEC_TAG: `${id}.ffff` })
    const found = processesIn(treeOf({ id }, ended, undefined))
    expect(new Set(found)).toEqual(new Set([own, inherited]))
  })
})
