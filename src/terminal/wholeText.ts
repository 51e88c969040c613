/** A sequence that is incomplete after so many bytes is handed on as it is. */
export const longestSequence = 4096

const BEL = 0x07
const CAN = 0x18
const SUB = 0x1a
const ESC = 0x1b
const backslash = 0x5c

/**
 * How many of the bytes can be handed on without cutting a UTF-8 character or an escape sequence; the rest is handed on
 * later.
 */
export const wholeLength = (bytes: Uint8Array): number => {
  const sequence = openSequence(bytes)
  return sequence ?? bytes.length - cutOffCharacter(bytes)
}

/** Where a sequence begins whose end is missing. (ECMA-48, 5.4 and 5.6) */
const openSequence = (bytes: Uint8Array): number | undefined => {
  let begin: number | undefined
  let kind: "escape" | "control" | "string" = "escape"
  for (let index = Math.max(bytes.length - longestSequence, 0); index < bytes.length; index++) {
    const byte = bytes[index] as number
    if (begin === undefined) {
      if (byte === ESC) [begin, kind] = [index, "escape"]
      continue
    }
    if (byte === CAN || byte === SUB) begin = undefined
    else if (kind === "escape") {
      const introducer = String.fromCharCode(byte)
      if (index === begin + 1 && introducer === "[") kind = "control"
      else if (index === begin + 1 && "]PX^_k".includes(introducer)) kind = "string"
      // Bytes from 0x20 to 0x2f are within the sequence.
      else if (byte < 0x20 || byte > 0x2f) begin = byte === ESC ? index : undefined
    } else if (kind === "control") {
      if (byte === ESC) [begin, kind] = [index, "escape"]
      else if (byte >= 0x40) begin = undefined
    } else if (byte === BEL) begin = undefined
    // ESC and a backslash end the string; ESC and anything else begin another sequence.
    else if (byte === ESC) {
      if (index + 1 === bytes.length) return begin
      if (bytes[index + 1] === backslash) begin = undefined
      else [begin, kind] = [index, "escape"]
    }
  }
  return begin
}

/** How many bytes at the end belong to a UTF-8 character whose rest is missing. */
export const cutOffCharacter = (bytes: Uint8Array): number => {
  for (let length = 1; length <= 3 && length <= bytes.length; length++) {
    const byte = bytes[bytes.length - length] as number
    if ((byte & 0xc0) === 0x80) continue
    const wanted = byte >= 0xf0 && byte <= 0xf4 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1
    return byte <= 0xf4 && wanted > length ? length : 0
  }
  return 0
}
