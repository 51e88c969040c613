import { describe, expect, test } from "bun:test"
import { writeFileSync } from "node:fs"
import { join } from "node:path"

import { decode, encode, type Format, readRecord } from "../../../src/record/format.ts"
import { describeNewerFormat, NewerFormat } from "../../../src/record/newerFormat.ts"
import type { StopOrder } from "../../../src/sessions/state/record.schema.ts"
import { isStopOrder } from "../../../src/sessions/state/record.validators.ts"
import { ownVersion } from "../../../src/version.ts"
import { toLine } from "../../../src/words.ts"
import { temporaryDirectories } from "../system.ts"

const format: Format<StopOrder> = { version: 2, isValid: isStopOrder }
const read = (value: unknown) => decode(format, value, "/some/stop.json")

describe("a record", () => {
  test("says its format and its writer, even if its content says others", () => {
    const old = { version: 1, writer: "0.0.1", graceSeconds: 5 }
    expect(encode(format, old)).toEqual({ version: 2, writer: ownVersion, graceSeconds: 5 })
    expect(Object.keys(encode(format, { graceSeconds: 5 }))[0]).toBe("version")
  })

  test("without either is of the first format, and of 0.1.0", () => {
    expect(read({ graceSeconds: 5 })).toEqual({
      _tag: "Decoded",
      value: { version: 1, writer: "0.1.0", graceSeconds: 5 },
    })
  })

  test("of an older format is read", () => {
    expect(read({ version: 1, writer: "0.2.0", graceSeconds: 5 })).toMatchObject({ _tag: "Decoded" })
  })

  test("keeps the fields that this version does not know, also when it is written again", () => {
    const decoded = read({ graceSeconds: 5, reason: { of: ["another", "version"] } })
    if (decoded._tag !== "Decoded") throw new Error("it is not read")
    expect(encode(format, decoded.value)).toMatchObject({ reason: { of: ["another", "version"] } })
  })

  test.each([
    [undefined],
    [null],
    [[]],
    ["text"],
    [{}],
    [{ graceSeconds: "5" }],
    [{ graceSeconds: null }],
    [{ graceSeconds: 5, version: "2" }],
    [{ graceSeconds: 5, version: 1.5 }],
    [{ graceSeconds: 5, writer: 9 }],
  ])("that is %j is unreadable", (value) => {
    expect(read(value)).toEqual({ _tag: "Unreadable" })
  })
})

describe("a record of a newer format", () => {
  const newer = read({ version: 3, writer: "9.9.9", all: "else is different" })

  test("is told with its file, the format, the writer and this program, and which of them is older", () => {
    if (!(newer instanceof NewerFormat)) throw new Error("it is not told")
    expect(toLine(describeNewerFormat(newer))).toBe(
      `"/some/stop.json" was written by the newer outlive 9.9.9, whose format is 3; this is outlive ${ownVersion}, which reads formats up to 2; use outlive 9.9.9 or newer`,
    )
  })

  test("need not say its writer", () => {
    const unsigned = read({ version: 3 })
    if (!(unsigned instanceof NewerFormat)) throw new Error("it is not told")
    expect(toLine(describeNewerFormat(unsigned))).toMatch(/written by a newer outlive, .*; use a newer outlive$/)
  })
})

describe("a record in a file", () => {
  const freshDirectory = temporaryDirectories()
  const readText = (text: string | undefined) => {
    const path = join(freshDirectory(), "stop.json")
    if (text !== undefined) writeFileSync(path, text)
    return readRecord(format, path)
  }

  test.each([[""], ["    "], ["\n"], ["\0\0"], [" \0\n"]])("that is %j is not there yet", (text) => {
    expect(readText(text)).toEqual({ _tag: "Absent", fault: "empty" })
  })

  test.each([
    ["{", "no JSON"],
    ['{"graceSeconds":5', "no JSON"],
    ['\0\0{"graceSeconds":5}', "no JSON"],
    ["null", "invalid"],
    ['{"graceSeconds":"5"}', "invalid"],
  ])("that is %j is damaged, which names the file", (text, fault) => {
    const source = expect.stringMatching(/\/stop.json$/)
    expect(readText(text)).toMatchObject({ _tag: "DamagedRecord", source, fault })
  })

  test("that does not exist is missing", () => {
    expect(readText(undefined)).toEqual({ _tag: "Absent", fault: "missing" })
  })

  test("that cannot be read is damaged", () => {
    const directory = freshDirectory()
    expect(readRecord(format, directory)).toMatchObject({ source: directory, fault: "unreadable" })
    writeFileSync(join(directory, "file"), "")
    expect(readRecord(format, join(directory, "file", "stop.json"))).toEqual({ _tag: "Absent", fault: "missing" })
  })

  test("may have blanks around it", () => {
    expect(readText('{"graceSeconds":5}\n   ')).toMatchObject({ _tag: "Decoded", value: { graceSeconds: 5 } })
  })

  test("is named where it is newer", () => {
    expect(readText('{"version":3}')).toMatchObject({
      _tag: "NewerFormat",
      source: expect.stringMatching(/\/stop.json$/),
    })
  })
})
