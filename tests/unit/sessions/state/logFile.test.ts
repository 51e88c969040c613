import { expect, test } from "bun:test"
import { appendFileSync, renameSync } from "node:fs"
import { join } from "node:path"

import { followLog } from "../../../../src/sessions/state/logFile.ts"
import { temporaryDirectories } from "../../system.ts"

const freshDirectory = temporaryDirectories()

/** What is heard of a log, and what is written to it. */
const followed = () => {
  const directory = freshDirectory()
  const path = join(directory, "output.log")
  const heard: Array<string> = []
  const log = followLog(directory, (line) => heard.push(line))
  return { heard, log, path, print: (text: string) => appendFileSync(path, text) }
}

test("a log that is not there yet is heard once it is, each line once", () => {
  const { heard, log, print } = followed()
  log.catchUp()
  print("first\nsec")
  log.catchUp()
  expect(log.begun()).toBe("sec")
  print("ond\n")
  log.catchUp()
  expect(heard).toEqual(["first", "second"])
})

test("a full file that gives way to another one loses and repeats nothing", () => {
  const { heard, log, path, print } = followed()
  print("one\n")
  log.catchUp()
  print("two\n")
  renameSync(path, `${path}.1`)
  log.catchUp()
  print("three\n")
  log.catchUp()
  print("four")
  log.end()
  expect(heard).toEqual(["one", "two", "three", "four"])
})
