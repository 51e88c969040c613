/*
 * A command's id is two words that are easily read, said and typed. They are of different lengths and beginnings, so
 * that none is taken for another.
 */

/** How many characters of an id a notification shows. */
export const shortId = 8

const qualities = [
  ...["agile", "amber", "bold", "brave", "bright", "calm", "clear", "cosy", "deep", "eager", "early", "fair", "firm"],
  ...["gentle", "glad", "golden", "grand", "happy", "humble", "icy", "ivory", "jolly", "keen", "kind", "late", "light"],
  ...["lively", "lucky", "mellow", "merry", "mild", "misty", "neat", "noble", "old", "open", "pale", "plain", "proud"],
  ...[
    "quick",
    "quiet",
    "rapid",
    "red",
    "rosy",
    "royal",
    "rustic",
    "shy",
    "silent",
    "silver",
    "smooth",
    "snowy",
    "soft",
  ],
  ...["solid", "steady", "still", "sunny", "sweet", "swift", "tall", "tidy", "tiny", "vivid", "warm", "wild", "wise"],
]

const things = [
  ...["acorn", "anchor", "apple", "arrow", "beacon", "birch", "bridge", "brook", "candle", "castle", "cedar", "cliff"],
  ...[
    "cloud",
    "clover",
    "comet",
    "coral",
    "crane",
    "delta",
    "dune",
    "eagle",
    "fern",
    "field",
    "finch",
    "fjord",
    "flint",
  ],
  ...["forest", "fox", "garden", "glacier", "grove", "harbour", "hazel", "heron", "hill", "island", "ivy", "jade"],
  ...["juniper", "kestrel", "lagoon", "lake", "lantern", "lark", "maple", "marsh", "meadow", "moon", "moss", "oak"],
  ...["ocean", "orchard", "otter", "owl", "pebble", "pine", "planet", "pond", "prairie", "raven", "reef", "ridge"],
  ...["river", "robin", "rock", "sail", "shore", "spruce", "star", "stone", "stream", "summit", "thistle", "tide"],
  ...["tower", "trail", "tulip", "valley", "violet", "willow", "wind", "wolf", "wren"],
]

/** How many pairs of words are tried before a number is added. */
const attemptsWithoutNumber = 64

/** From `least` up to, not including, `end`. An id is no secret, so `Math.random` will do. */
const randomBetween = (least: number, end: number): number => least + Math.floor(Math.random() * (end - least))

const oneOf = (words: ReadonlyArray<string>): string => words[randomBetween(0, words.length)] ?? ""

/**
 * Ids to try until one is free. `isTaken` says whether a beginning is in use: while others are left, the first
 * `shortId` characters tell commands apart.
 */
export function* freshIds(isTaken: (beginning: string) => boolean): Generator<string, never> {
  for (let attempt = 1; ; attempt++) {
    const words = `${oneOf(qualities)}-${oneOf(things)}`
    if (attempt > attemptsWithoutNumber) yield `${words}-${randomBetween(2, 10 ** 9)}`
    else if (!isTaken(words.slice(0, shortId))) yield words
  }
}

/** Whether it can be the id of a command, and so the name of a directory. */
export const isId = (given: string): boolean => /^[a-z]+-[a-z]+(?:-[0-9]{1,9})?$/.test(given)
