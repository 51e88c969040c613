import { TaggedError } from "../taggedError.ts"
import { ownVersion } from "../version.ts"
import { type Description, quote } from "../words.ts"

/** A newer version of outlive wrote this, and this one cannot read it. The record and its subject are left alone. */
export class NewerFormat extends TaggedError("NewerFormat")<{
  /** The path of the file that was read, or the kind of message. */
  readonly source: string
  /** Its format. */
  readonly format: number
  /** The version of outlive that wrote it, if it says so. */
  readonly writer: string | undefined
  /** The newest format that this program knows. */
  readonly known: number
}> {}

/** Worded here, not in cli/, since a list shows the words for each record that cannot be read. */
export const describeNewerFormat = ({ format, known, source, writer }: NewerFormat): Description => ({
  message: `${quote(source)} was written by ${writer === undefined ? "a newer outlive" : `the newer outlive ${writer}`}, whose format is ${format}; this is outlive ${ownVersion}, which reads formats up to ${known}`,
  hint: writer === undefined ? "use a newer outlive" : `use outlive ${writer} or newer`,
})
