import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test"
import { chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { busyMachineMillis } from "../../system.ts"

setDefaultTimeout(busyMachineMillis)

const directories: Array<string> = []
const makeDirectory = (): string => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "job-")))
  directories.push(directory)
  return directory
}
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true })
})

/**
 * What a process says that starts jobs. It has a session of its own, so that the terminal of the tests is not touched, and the
 * function `job`, which runs a shell script as a job and gives its exit.
 */
const said = async (
  script: string,
  {
    environment = {},
    ignoring = "",
  }: { readonly environment?: Record<string, string>; readonly ignoring?: string } = {},
) => {
  const module = join(import.meta.dir, "../../../../src/os/process/job.ts")
  const preparation = `
    import { startJob } from ${JSON.stringify(module)}
    const say = (word) => process.stdout.write(word + "\\n")
    const start = (path, words, options = {}) => startJob(path, words, {
      name: "the job", directory: "/", environment: process.env, stdin: undefined, stdout: undefined, signalledByTerminal: () => say("a signal"), ...options,
    })
    const job = (script, options) => start("/bin/sh", ["-c", script], options).exited
  `
  const ignore = ignoring === "" ? 'exec "$@"' : `trap '' ${ignoring}; exec "$@"`
  const child = Bun.spawn(["/bin/sh", "-c", ignore, "sh", process.execPath, "-e", preparation + script], {
    stdio: ["pipe", "pipe", "inherit"],
    detached: true,
    env: { ...process.env, ...environment },
  })
  const output = await new Response(child.stdout).text()
  await child.exited
  return output.trim().split("\n")
}

describe("a job", () => {
  test.each([
    ["exit 0", { exitCode: 0, signalled: false }],
    ["exit 255", { exitCode: 255, signalled: false }],
    ["kill -TERM $$", { exitCode: 143, signalled: true }],
    ["kill -KILL $$", { exitCode: 137, signalled: true }],
  ])("that does `%s` has the exit that a shell would give", async (script, exit) => {
    expect(await said(`say(JSON.stringify(await job(${JSON.stringify(script)})))`)).toEqual([JSON.stringify(exit)])
  })

  test("is the leader of a group of its own, in the session of its parent", async () => {
    const [parent, child] = await said(`
      const facts = (pid) => Bun.spawnSync(["ps", "-o", "pid=,pgid=,sess=", "-p", String(pid)]).stdout.toString().trim()
      say(facts(process.pid))
      const { pid, exited } = start("/bin/sleep", ["600"])
      say(facts(pid))
      process.kill(pid)
      await exited`)
    const [, , session] = (parent ?? "").split(/\s+/)
    const [pid, group, sessionOfJob] = (child ?? "").split(/\s+/)
    expect(group).toBe(pid)
    expect(sessionOfJob).toBe(session)
  })

  test("has the directory, the name and the variables that it is given", async () => {
    const directory = makeDirectory()
    expect(
      await said(`await job('pwd; echo "$0"; env | grep -c WORD; echo "$WORD"', {
        directory: ${JSON.stringify(directory)}, name: "the name", environment: { WORD: "two words\u00fc", GONE: undefined },
      })`),
    ).toEqual([directory, "the name", "1", "two words\u00fc"])
  })

  test("has an empty stdin, or the descriptor that it is given, and no other descriptor of its parent", async () => {
    const file = join(makeDirectory(), "file")
    writeFileSync(file, "content\n")
    expect(
      await said(`
        import { openSync } from "node:fs"
        await job("wc -c | tr -d ' '")
        await job("cat; (: >&3) 2>/dev/null || echo closed", { stdin: openSync(${JSON.stringify(file)}, "r") })`),
    ).toEqual(["0", "content", "closed"])
  })

  test("has its output where it is to go", async () => {
    const file = join(makeDirectory(), "file")
    await said(`
      import { openSync } from "node:fs"
      await job("echo said", { stdout: openSync(${JSON.stringify(file)}, "a") })`)
    expect(await Bun.file(file).text()).toBe("said\n")
  })

  test("ignores the signals that its parent was started to ignore, and none that the runtime ignores", async () => {
    const script = ["HUP", "PIPE", "XFSZ", "TTOU"].map((name) => `print "${name} ", $SIG{${name}} // "default", "\\n";`)
    const told = await said(`await job(${JSON.stringify(`perl -e '${script.join("")}'`)})`, { ignoring: "HUP" })
    expect(told).toEqual(["HUP IGNORE", "PIPE default", "XFSZ default", "TTOU default"])
  })

  test("that another process stops and continues is the same job", async () => {
    expect(
      await said(`
        const { pid, exited } = start("/bin/sh", ["-c", "kill -STOP $$; exit 7"])
        const again = setInterval(() => process.kill(pid, "SIGCONT"), 10)
        say(String((await exited).exitCode))
        clearInterval(again)`),
    ).toEqual(["7"])
  })

  test("a script without a first line is run by the shell", async () => {
    const file = join(makeDirectory(), "script")
    writeFileSync(file, 'echo "run with $1"\n')
    chmodSync(file, 0o700)
    expect(await said(`await start(${JSON.stringify(file)}, ["a word"]).exited`)).toEqual(["run with a word"])
  })

  test.each([
    ["not-there", "ENOENT"],
    [".", "EACCES"],
  ])("that cannot be started is the system's error: %s", async (name, code) => {
    const path = join(makeDirectory(), name)
    expect(await said(`try { start(${JSON.stringify(path)}, []) } catch (error) { say(error.code) }`)).toEqual([code])
  })

  test("of a process without the C library is none", async () => {
    expect(await said(`say(String(start("/bin/true", [])))`, { environment: { BUN_JSC_useJIT: "0" } })).toEqual([
      "undefined",
    ])
  })
})
