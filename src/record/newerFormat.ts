import { TaggedError } from "../taggedError.ts"
import { ownVersion } from "../version.ts"
import { type Description, quote } from "../words.ts"

/** What a newer version of outlive has written, and this one cannot read. Nothing is done to it, or to what it is about. */
export class NewerFormat extends TaggedError("NewerFormat")<{
  /** What was read: the path of a file, or what a message is. */
  readonly source: string
  /** Its format. */
  readonly format: number
  /** The version of outlive that wrote it, where that is told. */
  readonly writer: string | undefined
  /** The newest format that this program knows. */
  readonly known: number
}> {}

/** In words here, since a list has them as a fact of what cannot be read. */
export const describeNewerFormat = ({ format, known, source, writer }: NewerFormat): Description => ({
  message: `${quote(source)} was written by ${writer === undefined ? "a newer outlive" : `the newer outlive ${writer}`}, whose format is ${format}; this is outlive ${ownVersion}, which reads formats up to ${known}`,
  hint: writer === undefined ? "use a newer outlive" : `use outlive ${writer} or newer`,
})
