import { describe, expect, setDefaultTimeout, test } from "bun:test"
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"

import * as FastCheck from "effect/FastCheck"

import {
  extentOf,
  lastCharacters,
  lastText,
  markAt,
  markOfLine,
  readLast,
  readOutput,
  toText,
  toTextSoFar,
} from "../../../../src/exec/state/output.ts"
import { openOutput } from "../../../../src/exec/state/outputWriter.ts"
import {
  bytesBetweenMarks,
  type Mark,
  markAfter,
  marksPath,
  outputPath,
  segmentsIn,
  start,
} from "../../../../src/exec/state/segments.ts"
import { busyMachineMillis, temporaryDirectories } from "../../system.ts"

setDefaultTimeout(busyMachineMillis)

const freshDirectory = temporaryDirectories()

/** How much comes before a byte, counted the plain way. */
const countUpTo = (written: Uint8Array, bytes: number): Mark => {
  const before = Buffer.from(written.subarray(0, bytes))
  return {
    bytes,
    lines: before.toString("latin1").split("\n").length - 1,
    characters: before.filter((byte) => byte < 0x80 || byte >= 0xc0).length,
  }
}

/** Where each line begins. */
const beginningsOf = (written: Uint8Array): ReadonlyArray<number> => {
  const beginnings = [0]
  for (const [index, byte] of written.entries()) if (byte === 10) beginnings.push(index + 1)
  return beginnings
}

const everything = (directory: string): Buffer => Buffer.from(readOutput(directory, 0, Number.POSITIVE_INFINITY).bytes)

/** Bytes among which there are line ends, parts of characters, and anything else. */
const chunk = FastCheck.array(
  FastCheck.oneof(
    {
      weight: 3,
      arbitrary: FastCheck.constantFrom("\n", "\n\n", "a", "line\n", "é", "🙂", "\r\n").map((text) =>
        Buffer.from(text),
      ),
    },
    { weight: 1, arbitrary: FastCheck.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)) },
  ),
  { maxLength: 12 },
).map((parts) => Buffer.concat(parts))
const chunks = FastCheck.array(chunk, { maxLength: 20 })
const fewBytes = FastCheck.integer({ min: 2, max: 120 })

const write = (directory: string, mostBytes: number, pieces: ReadonlyArray<Uint8Array>): Buffer => {
  const writer = openOutput(directory, mostBytes)
  for (const piece of pieces) writer.append(piece)
  writer.close()
  return Buffer.concat(pieces)
}

/** What has to hold of a directory to which all of `written` was written. */
const expectNewestOf = (directory: string, written: Buffer, mostBytes: number): void => {
  const { end, from } = extentOf(directory)
  expect(end).toBe(written.length)
  expect(end - from).toBeLessThanOrEqual(mostBytes)
  expect(end - from).toBeGreaterThanOrEqual(Math.min(written.length, Math.floor(mostBytes / 2)))
  expect(everything(directory).equals(written.subarray(from))).toBe(true)
}

const expectMarksOf = (directory: string, written: Buffer): void => {
  const { from } = extentOf(directory)
  for (let bytes = 0; bytes <= written.length; bytes++) {
    expect(markAt(directory, bytes)).toEqual(countUpTo(written, Math.max(bytes, from)))
  }
  const beginnings = beginningsOf(written)
  for (let line = 0; line <= beginnings.length + 1; line++) {
    const begin = Math.max(beginnings[line] ?? written.length, from)
    expect(markOfLine(directory, line)).toEqual(countUpTo(written, begin))
  }
}

describe("what is kept of the output", () => {
  test("is the newest, without a gap, at least half of what may be kept and no more than that", () => {
    FastCheck.assert(
      FastCheck.property(chunks, fewBytes, (pieces, mostBytes) => {
        const directory = freshDirectory()
        const writer = openOutput(directory, mostBytes)
        let written = Buffer.alloc(0)
        for (const piece of pieces) {
          writer.append(piece)
          written = Buffer.concat([written, piece])
          expectNewestOf(directory, written, mostBytes)
        }
        writer.close()
      }),
      { numRuns: 60 },
    )
  })

  test("has its lines and characters counted from the output's beginning, at every byte and for every line", () => {
    FastCheck.assert(
      FastCheck.property(chunks, fewBytes, (pieces, mostBytes) => {
        const directory = freshDirectory()
        expectMarksOf(directory, write(directory, mostBytes, pieces))
      }),
      { numRuns: 50 },
    )
  })

  test("is read over any range, as far as it is kept", () => {
    FastCheck.assert(
      FastCheck.property(
        chunks,
        fewBytes,
        FastCheck.integer({ min: -5, max: 400 }),
        FastCheck.integer({ min: -5, max: 400 }),
        (pieces, mostBytes, from, end) => {
          const directory = freshDirectory()
          const written = write(directory, mostBytes, pieces)
          const kept = extentOf(directory)
          const first = Math.max(from, kept.from)
          const expected =
            first < Math.min(end, kept.end)
              ? { from: first, bytes: written.subarray(first, end) }
              : { from: end, bytes: Buffer.alloc(0) }
          const stretch = readOutput(directory, from, end)
          expect(stretch.from).toBe(expected.from)
          expect(Buffer.from(stretch.bytes).equals(expected.bytes)).toBe(true)
        },
      ),
      { numRuns: 40 },
    )
  })

  test("goes on after its writer was killed, as if that had not happened", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.array(chunks, { maxLength: 5 }), fewBytes, (lives, mostBytes) => {
        const directory = freshDirectory()
        let written = Buffer.alloc(0)
        for (const pieces of lives) {
          // The writer is killed: it never closes its files.
          const writer = openOutput(directory, mostBytes)
          for (const piece of pieces) writer.append(piece)
          written = Buffer.concat([written, ...pieces])
        }
        expectNewestOf(directory, written, mostBytes)
        expectMarksOf(directory, written)
      }),
      { numRuns: 40 },
    )
  })

  test("goes on where its writer was killed while it began a segment", () => {
    FastCheck.assert(
      FastCheck.property(chunks, chunks, fewBytes, FastCheck.boolean(), (before, after, mostBytes, hasMarks) => {
        const directory = freshDirectory()
        const first = write(directory, mostBytes, before)
        // It had no byte, and no mark, yet.
        writeFileSync(outputPath(directory, first.length), "", { flag: "a" })
        if (hasMarks) writeFileSync(marksPath(directory, first.length), "", { flag: "a" })
        expectMarksOf(directory, first)
        const written = Buffer.concat([first, write(directory, mostBytes, after)])
        expectMarksOf(directory, written)
        expect(everything(directory).equals(written.subarray(extentOf(directory).from))).toBe(true)
      }),
      { numRuns: 40 },
    )
  })

  test("goes on where its last mark was not written whole", () => {
    FastCheck.assert(
      FastCheck.property(
        chunks,
        chunks,
        fewBytes,
        FastCheck.integer({ min: 1, max: 23 }),
        (before, after, mostBytes, cut) => {
          const directory = freshDirectory()
          const first = write(directory, mostBytes, before)
          for (const { from } of segmentsIn(directory).slice(-1)) {
            const path = marksPath(directory, from)
            truncateSync(path, statSync(path).size - cut)
          }
          const kept = everything(directory)
          const written = Buffer.concat([first, write(directory, mostBytes, after)])
          expectNewestOf(directory, written, mostBytes)
          expect(first.subarray(first.length - kept.length).equals(kept)).toBe(true)
          const { end, from } = extentOf(directory)
          for (let bytes = from; bytes <= end; bytes++) expect(markAt(directory, bytes).bytes).toBe(bytes)
        },
      ),
      { numRuns: 50 },
    )
  })
})

/** More than two marks' worth, in lines of many lengths, with characters of many sizes. */
const longOutput = (bytes: number): Buffer => {
  const lines: Array<string> = []
  let length = 0
  for (let number = 0; length < bytes; number++) {
    const line = `${number} ${"é🙂x".repeat((number * 7) % 40)}\n`
    lines.push(line)
    length += Buffer.byteLength(line)
  }
  return Buffer.from(lines.join("")).subarray(0, bytes)
}

describe("output over several marks and segments", () => {
  const written = longOutput(5 * bytesBetweenMarks + 12_345)
  const beginnings = beginningsOf(written)
  const odd = [1, 2, 3, 1000, 4095, 4096, 65_537]
  const pieces = (): ReadonlyArray<Buffer> => {
    const cut: Array<Buffer> = []
    for (let at = 0, turn = 0; at < written.length; turn++) {
      const length = odd[turn % odd.length] ?? 1
      cut.push(written.subarray(at, at + length))
      at += length
    }
    return cut
  }

  const interesting = (from: number): ReadonlyArray<number> =>
    [0, 1, 2, 3, 4, 5].flatMap((count) =>
      [-1, 0, 1].map((beside) => Math.min(Math.max(count * bytesBetweenMarks + beside, from), written.length)),
    )

  test.each([
    ["one segment", 64 * 1024 * 1024],
    ["three segments", 1024 * 1024],
    ["segments of odd sizes", 777_777],
    ["segments smaller than what is between two marks", 100_001],
  ])("has the truth in %s", (_, mostBytes) => {
    const directory = freshDirectory()
    write(directory, mostBytes, pieces())
    expectNewestOf(directory, written, mostBytes)
    const { from } = extentOf(directory)
    for (const bytes of [...interesting(from), from, written.length]) {
      expect(markAt(directory, bytes)).toEqual(countUpTo(written, bytes))
    }
    for (let line = 0; line < beginnings.length + 500; line += 211) {
      expect(markOfLine(directory, line).bytes).toBe(Math.max(beginnings[line] ?? written.length, from))
    }
    for (const [index, begin] of beginnings.entries()) {
      // The lines around each mark.
      if (begin % bytesBetweenMarks < 300 || begin % bytesBetweenMarks > bytesBetweenMarks - 300) {
        expect(markOfLine(directory, index).bytes).toBe(Math.max(begin, from))
      }
    }
  })

  test("goes on over a killed writer and a mark that was cut", () => {
    const directory = freshDirectory()
    const most = 64 * 1024 * 1024
    const first = Math.floor(written.length / 2)
    write(directory, most, [written.subarray(0, first)])
    truncateSync(marksPath(directory, 0), statSync(marksPath(directory, 0)).size - 5)
    write(directory, most, [written.subarray(first)])
    expect(everything(directory).equals(written)).toBe(true)
    for (const bytes of interesting(0)) expect(markAt(directory, bytes)).toEqual(countUpTo(written, bytes))
    for (let line = 0; line < beginnings.length; line += 211) {
      expect(markOfLine(directory, line).bytes).toBe(beginnings[line] ?? -1)
    }
  })

  test("may lose all of its marks", () => {
    const directory = freshDirectory()
    write(directory, 64 * 1024 * 1024, [written])
    truncateSync(marksPath(directory, 0), 0)
    expect(markAt(directory, written.length)).toEqual(countUpTo(written, written.length))
    expect(markOfLine(directory, 1000).bytes).toBe(beginnings[1000] ?? -1)
    rmSync(marksPath(directory, 0))
    expect(markAt(directory, written.length)).toEqual(countUpTo(written, written.length))
    write(directory, 64 * 1024 * 1024, [Buffer.from("more\n")])
    expect(markAt(directory, written.length + 5).lines).toBe(countUpTo(written, written.length).lines + 1)
  })
})

test("marks that cannot be are passed over, as a power cut may leave them", () => {
  for (const mark of [
    Buffer.alloc(24),
    Buffer.alloc(24, 0xff),
    Buffer.alloc(24, 0x41),
    Buffer.from(Float64Array.of(20.5, 1, 1).buffer),
  ]) {
    const directory = freshDirectory()
    const written = write(directory, 100, [Buffer.from("0123\n56789\n".repeat(20))])
    for (const { from } of segmentsIn(directory)) writeFileSync(marksPath(directory, from), mark)
    const { end } = extentOf(directory)
    expect(markAt(directory, end).bytes).toBe(end)
    expect(markOfLine(directory, 1000).bytes).toBe(end)
    expectNewestOf(directory, Buffer.concat([written, write(directory, 100, [Buffer.from("more\n")])]), 100)
  }
})

test("an early line of a very long output is found without reading all of it", () => {
  const directory = freshDirectory()
  write(directory, 2 ** 40, [Buffer.from("one\ntwo\nthree\n"), Buffer.alloc(bytesBetweenMarks), Buffer.from("x")])
  // Nothing is on the disk for it.
  truncateSync(outputPath(directory, 0), 6 * 2 ** 30)
  expect(markOfLine(directory, 1)).toEqual({ bytes: 4, lines: 1, characters: 4 })
  expect(markOfLine(directory, 2)).toEqual({ bytes: 8, lines: 2, characters: 8 })
})

describe("one line without an end", () => {
  test("is kept and counted as all else", () => {
    const directory = freshDirectory()
    const written = Buffer.alloc(3 * bytesBetweenMarks, "x")
    write(directory, 2 * bytesBetweenMarks, [written])
    expectNewestOf(directory, written, 2 * bytesBetweenMarks)
    const { end, from } = extentOf(directory)
    expect(markAt(directory, end)).toEqual({ bytes: end, lines: 0, characters: end })
    expect(markOfLine(directory, 0)).toEqual({ bytes: from, lines: 0, characters: from })
    expect(markOfLine(directory, 1).bytes).toBe(end)
  })
})

describe("without any output", () => {
  test("there is nothing, also where the directory was removed", () => {
    for (const directory of [freshDirectory(), "/no/such/directory"]) {
      expect(extentOf(directory)).toEqual({ from: 0, end: 0, changedAt: undefined })
      expect(everything(directory).length).toBe(0)
      expect(markAt(directory, 10)).toEqual(start)
      expect(markOfLine(directory, 3)).toEqual(start)
      expect(lastText(directory, 10, false)).toBe("")
    }
  })

  test("other files are no output", () => {
    const directory = freshDirectory()
    for (const name of ["output", "output.", "output.x", "output.1.tmp", "myoutput.3", "lines.0", "state.json"]) {
      writeFileSync(join(directory, name), "text\n")
    }
    expect(segmentsIn(directory)).toEqual([])
    const written = write(directory, 100, [Buffer.from("a\n")])
    expectNewestOf(directory, written, 100)
  })
})

describe("a writer", () => {
  test("knows whether what came ends with a line", () => {
    const writer = openOutput(freshDirectory(), 8)
    expect(writer.endsLine()).toBe(true)
    for (const [text, ends] of [
      ["a", false],
      ["", false],
      ["\n", true],
      ["", true],
      ["long enough to rotate", false],
      ["b\n", true],
    ] as const) {
      writer.append(Buffer.from(text))
      expect(writer.endsLine()).toBe(ends)
    }
    writer.close()
  })

  test("shares what it has written with its owner alone", () => {
    const directory = freshDirectory()
    const umask = process.umask(0)
    try {
      write(directory, 20, [Buffer.from("x".repeat(50))])
    } finally {
      process.umask(umask)
    }
    const names = readdirSync(directory)
    expect(names.length).toBeGreaterThan(0)
    for (const name of names) expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600)
  })

  test("keeps the files of two segments and no more", () => {
    const directory = freshDirectory()
    const writer = openOutput(directory, 20)
    for (let turn = 0; turn < 100; turn++) {
      writer.append(Buffer.from("1234567"))
      expect(readdirSync(directory).length).toBeLessThanOrEqual(4)
    }
    writer.close()
  })

  test("is of a piece that is longer only its end, as much as may be kept", () => {
    const directory = freshDirectory()
    const written = write(directory, 20, [Buffer.from("ab\n"), Buffer.from("1234567\n".repeat(10_000))])
    expect(extentOf(directory)).toMatchObject({ from: written.length - 20, end: written.length })
    expectNewestOf(directory, written, 20)
    expect(markAt(directory, written.length)).toEqual(countUpTo(written, written.length))
  })

  test("is not disturbed where nothing can be written, and goes on where it can be again", () => {
    const directory = join(freshDirectory(), "later")
    const writer = openOutput(directory, 100)
    writer.append(Buffer.from("lost\n"))
    mkdirSync(directory)
    writer.append(Buffer.from("kept\n"))
    writer.close()
    expect(everything(directory).toString()).toBe("kept\n")
    rmSync(directory, { recursive: true })
    writer.append(Buffer.from("gone\n"))
    writer.close()
    writer.close()
  })

  test("may be closed and used again", () => {
    const directory = freshDirectory()
    const writer = openOutput(directory, 100)
    for (const text of ["a\n", "b\n", "c"]) {
      writer.append(Buffer.from(text))
      writer.close()
    }
    expectMarksOf(directory, Buffer.from("a\nb\nc"))
  })

  test("does not change or keep what it is given", () => {
    const directory = freshDirectory()
    const writer = openOutput(directory, 100)
    const buffer = Buffer.from("abc\n")
    writer.append(buffer)
    expect(buffer.toString()).toBe("abc\n")
    buffer.fill(0x21)
    writer.append(Buffer.from("d"))
    writer.close()
    expect(everything(directory).toString()).toBe("abc\nd")
  })
})

test("a reader that looks while much is being written sees a stretch of it, whole", () => {
  const directory = freshDirectory()
  const writer = openOutput(directory, 64)
  let written = Buffer.alloc(0)
  let read = Buffer.alloc(0)
  for (let turn = 0; turn < 300; turn++) {
    const piece = Buffer.from(`${turn}\n`.repeat(turn % 5))
    writer.append(piece)
    written = Buffer.concat([written, piece])
    const stretch = readOutput(directory, read.length, extentOf(directory).end)
    expect(stretch.from).toBe(read.length)
    read = Buffer.concat([read, stretch.bytes])
    expect(read.equals(written)).toBe(true)
  }
  writer.close()
})

test("how much came is counted on from where it was, however it is cut", () => {
  FastCheck.assert(
    FastCheck.property(chunks, (pieces) => {
      const whole = Buffer.concat(pieces)
      const counted = pieces.reduce((mark, piece) => markAfter(mark, piece), start)
      expect(counted).toEqual(countUpTo(whole, whole.length))
    }),
  )
})

test("bytes that another program has appended meanwhile are counted, too", () => {
  const directory = freshDirectory()
  write(directory, 100, [Buffer.from("a\n")])
  appendFileSync(outputPath(directory, 0), "b\nc")
  expect(markAt(directory, 5)).toEqual({ bytes: 5, lines: 2, characters: 5 })
  expect(readFileSync(outputPath(directory, 0), "utf8")).toBe("a\nb\nc")
})

const text = (bytes: ReadonlyArray<number>, from: number) => toText({ from, bytes: Uint8Array.from(bytes) })

describe("as text", () => {
  test("a character that was cut off at the beginning is left out", () => {
    const whole = Buffer.from("é🙂x")
    for (let cut = 1; cut < whole.length; cut++) {
      expect(text([...whole.subarray(cut)], cut)).toBe(cut <= 2 ? "🙂x" : "x")
    }
  })

  test("nothing is left out at the output's own beginning", () => {
    expect(text([0x80, 0x61], 0)).toBe("\ufffda")
    expect(text([0x80, 0x61], 1)).toBe("a")
  })

  test("a character of which only the beginning has come is left out, where the rest may come", () => {
    const whole = Buffer.from("xé🙂")
    for (let cut = 1; cut < whole.length; cut++) {
      expect(toTextSoFar({ from: 0, bytes: whole.subarray(0, cut) })).toBe(cut < 3 ? "x" : "xé")
    }
    expect(toTextSoFar({ from: 0, bytes: Uint8Array.of(0x61, 0xff) })).toBe("a\ufffd")
    const directory = freshDirectory()
    write(directory, 100, [whole.subarray(0, 5)])
    expect(lastText(directory, 10, true)).toBe("xé")
    expect(lastText(directory, 10, false)).toBe("xé\ufffd")
  })

  test("bytes that are no text are shown as such, and no more than three are taken for a cut character", () => {
    expect(text([0xff, 0x61, 0xc3], 5)).toBe("\ufffda\ufffd")
    expect(text([0x80, 0x80, 0x80, 0x80, 0x61], 5)).toBe("\ufffda")
    expect(text([0x80], 5)).toBe("")
    expect(text([], 5)).toBe("")
  })

  test("a byte order mark stays", () => {
    expect(text([0xef, 0xbb, 0xbf, 0x61], 0)).toBe("\ufeffa")
  })

  test("the last characters never begin with half of one", () => {
    expect(lastCharacters("a🙂b", 1)).toBe("b")
    expect(lastCharacters("a🙂b", 2)).toBe("b")
    expect(lastCharacters("a🙂b", 3)).toBe("🙂b")
    expect(lastCharacters("a🙂b", 4)).toBe("a🙂b")
    expect(lastCharacters("a🙂b", 100)).toBe("a🙂b")
    expect(lastCharacters("", 5)).toBe("")
    expect(lastCharacters("abc", 0)).toBe("")
  })

  test("for every text they are its end, well formed, and as many as were asked for, or one less", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.string({ unit: "grapheme" }), FastCheck.nat(30), (whole, most) => {
        const last = lastCharacters(whole, most)
        expect(whole.endsWith(last)).toBe(true)
        expect(last.isWellFormed()).toBe(true)
        expect(last.length).toBeLessThanOrEqual(most)
        expect(last.length).toBeGreaterThanOrEqual(Math.min(whole.length, most) - 1)
      }),
      { numRuns: 500 },
    )
  })

  test("the last text of an output is the end of all of it, however long that is", () => {
    FastCheck.assert(
      FastCheck.property(
        FastCheck.array(FastCheck.string({ unit: "grapheme" }), { maxLength: 10 }),
        FastCheck.integer({ min: 1, max: 20 }),
        (texts, most) => {
          const directory = freshDirectory()
          const whole = texts.join("")
          write(
            directory,
            10_000,
            texts.map((each) => Buffer.from(each)),
          )
          expect(lastText(directory, most, false)).toBe(lastCharacters(whole, most))
        },
      ),
      { numRuns: 60 },
    )
  })

  test("the last bytes are at most as many as there are", () => {
    const directory = freshDirectory()
    write(directory, 100, [Buffer.from("abc")])
    expect(readLast(directory, 2)).toMatchObject({ from: 1 })
    expect(readLast(directory, 100)).toMatchObject({ from: 0 })
    expect(Buffer.from(readLast(directory, 2).bytes).toString()).toBe("bc")
  })
})
