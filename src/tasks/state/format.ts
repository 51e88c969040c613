import * as Manifest from "../../protocol/manifest.ts"
import { pathOf } from "../../protocol/taskDirectory.ts"
import { firstWriter } from "../../record/firstWriter.ts"
import { NewerFormat } from "../../record/newerFormat.ts"
import { ownVersion } from "../../version.ts"

/*
 * A manifest of `outlive run` says its format and the version of outlive that wrote it, as other records do, but as
 * lines, since shell scripts read it too. A manifest without them has the first format.
 */

const known = 1

/** The format and writer of a manifest that this version writes. */
export const formatPairs: ReadonlyArray<Manifest.Pair> = [
  ["format", String(known)],
  ["writer", ownVersion],
]

/** The version of outlive that wrote the manifest. */
export const writerOf = (manifest: Manifest.ManifestText): string => Manifest.valueOf(manifest, "writer") || firstWriter

/**
 * The error that a newer version of outlive wrote the manifest of `directory`; `undefined` if none did. A `format`
 * without a `writer` is another program's key.
 */
export const newerFormatOf = (directory: string, manifest: Manifest.ManifestText): NewerFormat | undefined => {
  const format = Number(Manifest.valueOf(manifest, "format"))
  const writer = Manifest.valueOf(manifest, "writer") || undefined
  if (writer === undefined || !(Number.isInteger(format) && format > known)) return undefined
  return new NewerFormat({ source: pathOf(directory, "manifest"), format, writer, known })
}
