import { readlinkSync, readSync, writeSync } from "node:fs"

import { makePlainText } from "../../terminal/plainText.ts"

/**
 * `outlive capture`: copies standard input to standard output as plain text (`terminal/plainText.ts`) and returns the
 * exit code. A chunk is written as soon as it is read and nothing waits for more, so a signal that ends the program
 * loses nothing that came before.
 *
 * The exit code is that of `cat`, as a shell sees it: 0 at the end of the input; 141 and silence when the reader is gone,
 * since `cat` dies of SIGPIPE there (the runtime ignores that signal); 1 and a line on standard error when reading or
 * writing fails. One thing differs: the runtime opens `/dev/null` for a stream that is closed at the start, so a closed
 * input is empty and a closed output takes everything.
 *
 * Every task's log runs through here, so it starts without Effect, `process.stdin` and `process.stdout`. (Start-up
 * figures: docs/architecture.md)
 */
export const capture = async (): Promise<number> => {
  try {
    await copyPlainText()
    return 0
  } catch (error) {
    if (!(error instanceof StreamFailure)) throw error
    if (error.code === "EPIPE" && error.fd === standardOutput) return brokenPipeExitCode
    writeSync(standardError, `outlive capture: ${described(error)}\n`)
    return 1
  }
}

const standardInput = 0
const standardOutput = 1
const standardError = 2

/** 128 and the number of SIGPIPE. */
const brokenPipeExitCode = 141

/** As much as a pipe holds on Linux. */
const chunkBytes = 65_536

const copyPlainText = async (): Promise<void> => {
  const filter = makePlainText()
  const write = makeWriter()
  const buffer = new Uint8Array(chunkBytes)
  for (;;) {
    const size = attempt(standardInput, () => readSync(standardInput, buffer))
    if (size === wouldBlock) break
    if (size === 0) return write(filter.end())
    await write(filter.push(buffer.subarray(0, size)))
  }
  for await (const chunk of inputAsItArrives()) await write(filter.push(chunk))
  return write(filter.end())
}

/**
 * The rest of the input, when its descriptor does not block, as another process that shares it may have set. Waits in the
 * event loop, which costs more at first than a system call that blocks.
 */
async function* inputAsItArrives(): AsyncGenerator<Uint8Array> {
  try {
    yield* Bun.file(standardInput).stream()
  } catch (error) {
    throw failureOf(standardInput, error)
  }
}

/** Returns a function that writes a whole chunk. If the output is full and does not block, it waits in the event loop. */
const makeWriter = (): ((chunk: Uint8Array) => Promise<void>) => {
  let sink: Bun.FileSink | undefined
  return async (chunk) => {
    let written = 0
    while (written < chunk.length) {
      const size = attempt(standardOutput, () => writeSync(standardOutput, chunk, written))
      if (size === wouldBlock) break
      written += size
    }
    if (written === chunk.length) return
    try {
      sink ??= Bun.file(standardOutput).writer()
      sink.write(chunk.subarray(written))
      await sink.flush()
    } catch (error) {
      throw failureOf(standardOutput, error)
    }
  }
}

const wouldBlock = "would block"

/** The result of the system call, repeated as often as a signal interrupts it. */
const attempt = (fd: number, call: () => number): number | typeof wouldBlock => {
  for (;;) {
    try {
      return call()
    } catch (error) {
      const failure = failureOf(fd, error)
      if (failure.code === "EAGAIN") return wouldBlock
      if (failure.code !== "EINTR") throw failure
    }
  }
}

/** Reading standard input or writing standard output failed. */
class StreamFailure extends Error {
  readonly fd: number
  readonly code: string

  constructor(fd: number, code: string, message: string) {
    super(message)
    this.fd = fd
    this.code = code
  }
}

/** The system's error about `fd`; anything else is a defect, and thrown as it is. */
const failureOf = (fd: number, error: unknown): StreamFailure => {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") throw error
  return new StreamFailure(fd, error.code, error.message)
}

/** What was given, what is wrong with it and what to do, in one line. */
const described = ({ fd, code, message }: StreamFailure): string =>
  fd === standardInput
    ? `cannot read standard input${pathOf(fd)}: ${adviceOnInput[code] ?? `${message}; give it a pipe or a file that can be read`}`
    : `cannot write standard output${pathOf(fd)}: ${adviceOnOutput[code] ?? `${message}; give it a pipe or a file that can be written`}`

const adviceOnInput: Readonly<Record<string, string>> = {
  EISDIR: "it is a directory; give a file in it, or a pipe",
  EBADF: "it is not open for reading; open it with `<` or a pipe",
}

const adviceOnOutput: Readonly<Record<string, string>> = {
  ENOSPC: "no space left on the device; free some and start the capture again",
  EDQUOT: "the disk quota is used up; free some space and start the capture again",
  EFBIG: "the file is as large as it may be; raise `ulimit -f` or begin a new file",
  EBADF: "it is not open for writing; open it with `>>` or a pipe",
  EIO: "the device fails (input/output error); write somewhere else",
}

/** The path of the file behind `fd`, in brackets after a blank, where the system tells it. */
const pathOf = (fd: number): string => {
  try {
    const path = readlinkSync(`/proc/self/fd/${fd}`)
    return path.startsWith("/") ? ` (${path})` : ""
  } catch {
    // Only Linux has the link, and the message is complete without it.
    return ""
  }
}
