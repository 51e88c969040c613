/**
 * The text in a terminal's output, without the control sequences.
 *
 * Only printable UTF-8 text, `\n` and `\t` come out. Removed are:
 * - every control sequence, string and escape, in its 7-bit form (`ESC [`), its 8-bit form (0x9b) and the UTF-8 of that
 *   (U+009B). Where one begins and ends is as in Paul Williams's parser of the VT500 series
 *   (https://vt100.net/emu/dec_ansi_parser): ESC begins a new one anywhere, CAN and SUB abort one, and a control
 *   character within one has its usual effect, so that a line feed stays;
 * - every other control character, `\r` and DEL among them. `\r\n` becomes `\n`, and text after a lone `\r` follows the
 *   text before it.
 *
 * A character after SS2 or SS3 stays, since terminals show it.
 *
 * What is invalid in UTF-8 becomes U+FFFD, the way `TextDecoder` does it. Zero-width and bidirectional characters are
 * text, and stay.
 *
 * Where this differs from that parser, and why:
 * - A line feed ends a control string (OSC, DCS, SOS, PM, APC, and the window name after `ESC k`). Terminals wait for
 *   the terminator, some for seconds; in a log, a missing terminator costs at most the rest of its line.
 * - A character beyond ASCII aborts a sequence and is text, and within a control string it is part of the string, so
 *   that 0x9c ends a window title as a control character and not as a byte of `✳`.
 */
export interface PlainText {
  /**
   * Takes the next chunk and returns what it shows. The chunk's borders do not matter: the outputs of all chunks, put
   * together, are the same for every way to cut the input.
   *
   * The result is a view of a buffer of at most three times the largest chunk, valid until the next call. The chunk is
   * not changed and not kept.
   */
  readonly push: (chunk: Uint8Array) => Uint8Array
  /**
   * Ends the input and returns what is left to show: U+FFFD for a character that is cut off. A sequence that is cut off
   * shows nothing. Then the next input can begin.
   */
  readonly end: () => Uint8Array
}

/** A filter at the beginning of its input. `keepsReturns`: `\r` comes out as well, for a caller that interprets it. */
export const makePlainText = ({ keepsReturns = false } = {}): PlainText => {
  const transitions = keepsReturns ? withReturns : withoutReturns
  let state: State = ground
  let cutOff = nothing
  let joined = nothing
  let output = nothing

  /** The bytes of a character that the last chunk's end cut off, and `chunk` after them. */
  const withCutOff = (chunk: Uint8Array): Uint8Array => {
    if (cutOff.length === 0) return chunk
    const length = cutOff.length + chunk.length
    if (joined.length < length) joined = new Uint8Array(length)
    joined.set(cutOff)
    joined.set(chunk, cutOff.length)
    cutOff = nothing
    return joined.subarray(0, length)
  }

  const push = (chunk: Uint8Array): Uint8Array => {
    const input = withCutOff(chunk)
    const limit = input.length
    if (output.length < limit * replacement.length) output = new Uint8Array(limit * replacement.length)
    const shown = output
    let length = 0
    let at = 0
    while (at < limit) {
      let byte = input[at] as number
      if (state === ground) {
        while (transitions[byte] === isPlain) {
          shown[length++] = byte
          if (++at === limit) return shown.subarray(0, length)
          byte = input[at] as number
        }
      }
      const transition = transitions[(state << 8) | byte] as number
      if ((transition & isCharacter) === 0) {
        if (transition & isShown) shown[length++] = byte
        state = (transition & stateMask) as State
        at++
        continue
      }
      const size = sizeOfCharacter(input, at)
      if (size === 0) {
        cutOff = input.slice(at)
        break
      }
      if (byte === 0xc2 && size === 2 && (input[at + 1] as number) < 0xa0) {
        state = ((transitions[(state << 8) | (input[at + 1] as number)] as number) & stateMask) as State
      } else if (transition & isShown) {
        state = ground
        if (size > 0) for (let index = 0; index < size; index++) shown[length++] = input[at + index] as number
        else for (let index = 0; index < replacement.length; index++) shown[length++] = replacement[index] as number
      }
      at += Math.abs(size)
    }
    return shown.subarray(0, length)
  }

  const end = (): Uint8Array => {
    const isCutOff = cutOff.length > 0 && !isString(state)
    state = ground
    cutOff = nothing
    return isCutOff ? replacement.slice() : nothing
  }

  return { push, end }
}

const nothing = new Uint8Array()
/** U+FFFD in UTF-8. */
const replacement = Uint8Array.of(0xef, 0xbf, 0xbd)

const ground = 0
const escape = 1
const escapeIntermediate = 2
const controlSequence = 3
const operatingSystemCommand = 4
/** DCS, SOS, PM, APC and a window name: unlike an OSC, they do not end at BEL. */
const otherString = 5
const states = [ground, escape, escapeIntermediate, controlSequence, operatingSystemCommand, otherString] as const
type State = (typeof states)[number]

const isString = (state: State): boolean => state >= operatingSystemCommand

const stateMask = 0x07
const isShown = 0x08
/** The byte is not a character in itself: it begins one of several bytes, or is invalid. */
const isCharacter = 0x10
/** Plain text within plain text: nearly every byte. */
const isPlain = ground | isShown

/** What a byte does in a state: the next state, with `isShown` and `isCharacter`, at `state << 8 | byte`. */
const withoutReturns = new Uint8Array(states.length << 8)

/** Sets what the bytes from `first` to `last` do in `state`, in place of what was set before. */
const define = (state: State, first: number, last: number, transition: number): void => {
  withoutReturns.fill(transition, (state << 8) | first, ((state << 8) | last) + 1)
}

const BEL = 0x07
const TAB = 0x09
const LF = 0x0a
const CR = 0x0d
const CAN = 0x18
const SUB = 0x1a
const ESC = 0x1b
const DEL = 0x7f
const DCS = 0x90
const SOS = 0x98
const CSI = 0x9b
const OSC = 0x9d
const PM = 0x9e
const APC = 0x9f

for (const state of states) {
  define(state, 0x00, DEL, state)
  define(state, TAB, TAB, isString(state) ? state : state | isShown)
  define(state, LF, LF, isString(state) ? isPlain : state | isShown)
  define(state, CAN, CAN, ground)
  define(state, SUB, SUB, ground)
  define(state, ESC, ESC, escape)
  define(state, 0x80, 0x9f, ground)
  define(state, DCS, DCS, otherString)
  define(state, SOS, SOS, otherString)
  define(state, CSI, CSI, controlSequence)
  define(state, OSC, OSC, operatingSystemCommand)
  define(state, PM, APC, otherString)
  define(state, 0xa0, 0xff, isString(state) ? isCharacter : isCharacter | isShown)
}
define(ground, 0x20, 0x7e, isPlain)
define(escape, 0x20, 0x2f, escapeIntermediate)
define(escape, 0x30, 0x7e, ground)
// `ESC @` to `ESC _` are the C1 controls.
withoutReturns.copyWithin((escape << 8) | 0x40, (escape << 8) | 0x80, (escape << 8) | 0xa0)
define(escape, 0x6b, 0x6b, otherString) // `ESC k`, the window name of screen and tmux
define(escapeIntermediate, 0x30, 0x7e, ground)
define(controlSequence, 0x40, 0x7e, ground)
define(operatingSystemCommand, BEL, BEL, ground)

/** The same with `\r` as text. */
const withReturns = withoutReturns.slice()
for (const state of states) if (!isString(state)) withReturns[(state << 8) | CR] = state | isShown

/**
 * The size in bytes of the character beyond ASCII at `at`; 0 when the input ends within it. If it is invalid, minus the
 * size of what becomes one U+FFFD: the longest part that some character begins with. (The Encoding Standard, "UTF-8
 * decoder")
 */
const sizeOfCharacter = (input: Uint8Array, at: number): number => {
  const lead = input[at] as number
  if (lead < 0xc2 || lead > 0xf4) return -1
  const size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  for (let index = 1; index < size; index++) {
    if (at + index === input.length) return 0
    const byte = input[at + index] as number
    if (byte < (index === 1 ? lowest : 0x80) || byte > (index === 1 ? highest : 0xbf)) return -index
  }
  return size
}
