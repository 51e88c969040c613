import * as Effect from "effect/Effect"

import { answer } from "../../os/terminal/console.ts"
import * as Manifest from "../../protocol/manifest.ts"
import * as ManifestFile from "../../protocol/manifestFile.ts"
import { quote } from "../../words.ts"
import { documentLine } from "../words/document.ts"
import { UsageError } from "../words/errors.ts"
import { execute } from "../words/execute.ts"
import type { ManifestDocument } from "./manifest.schema.ts"

/** Prints the value of a key. */
export const get = (_: {}, path: string, key: string): Promise<number> => {
  const command = Effect.gen(function* () {
    const text = yield* ManifestFile.readExisting(path)
    yield* ManifestFile.requireKey(path, text, key)
    yield* answer(Manifest.lineBytes(text, key))
    return 0
  })
  return execute("outlive manifest get", command)
}

/** Upserts the pairs, given as `KEY=VALUE`. */
export const set = (_: {}, path: string, ...words: Array<string>): Promise<number> => {
  const command = Effect.gen(function* () {
    const pairs = yield* Effect.forEach(words, parsePair)
    yield* ManifestFile.update(path, pairs)
    return 0
  })
  return execute("outlive manifest set", command)
}

/** Prints every key with its value. */
export const show = async ({ json }: { readonly json: boolean }, path: string): Promise<number> => {
  const command = Effect.gen(function* () {
    const entries = Manifest.entriesOf(yield* ManifestFile.readExisting(path))
    if (json) yield* answer(documentLine<ManifestDocument>(Object.fromEntries(entries)))
    else yield* answer(entries.map(([key, value]) => `${key}=${value}\n`).join(""))
    return 0
  })
  return execute("outlive manifest show", command, { json })
}

/** The value is all that follows the first `=`. */
const parsePair = (word: string): Effect.Effect<Manifest.Pair, UsageError> => {
  const end = word.indexOf("=")
  return end === -1
    ? Effect.fail(new UsageError({ message: `${quote(word)} is no pair`, hint: "write KEY=VALUE" }))
    : Effect.succeed([word.slice(0, end), word.slice(end + 1)])
}
