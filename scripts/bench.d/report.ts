/** Prints the figures: as a table, or as one JSON document for programs. */
import { type Aim, aimsOf, type Comparison, type Measurement, ratioOf, type Summary, type Unit } from "./measurement.ts"

export interface Results {
  /** When the run began. */
  readonly date: string
  readonly machine: Machine
  readonly versions: Readonly<Record<string, string>>
  readonly benchmarks: Readonly<Record<string, ReadonlyArray<Measurement>>>
}

export interface Machine {
  readonly processor: string
  readonly cores: number
  readonly memoryGigabytes: number
  readonly system: string
  /** The load average over the minute before. */
  readonly load: number
}

/** A page of at most 80 columns. */
export const renderTable = (results: Results, colours: boolean): string => {
  const measurements = Object.values(results.benchmarks).flat()
  const unavailable = measurements.flatMap((found) => ("reason" in found ? [`${found.quantity}: ${found.reason}`] : []))
  const versions = Object.entries(results.versions).map((entry) => entry.join(" "))
  return [
    describeMachine(results.machine),
    `${results.date}; ${versions.join(", ")}`,
    "",
    row(["RATIO", "AT MOST", "", "QUANTITY", "", "OTHER (quartiles)", "OUTLIVE (quartiles)"]),
    ...measurements.flatMap((found) => ("reason" in found ? [] : rowsOf(found, colours))),
    ...(unavailable.length === 0 ? [] : ["", ...unavailable]),
    "",
    "Medians of both sides in one run; the ratio is outlive's to the other's. Other: the",
    "script, the documented perl filter, or an empty Bun binary.",
  ].join("\n")
}

const describeMachine = ({ processor, cores, memoryGigabytes, system, load }: Machine): string =>
  `${processor}, ${cores} cores, ${memoryGigabytes} GB, ${system}, load ${load}`

const widths = [7, 7, 6, 14, 6]

const row = (cells: ReadonlyArray<string>): string =>
  cells
    .map((cell, column) => (column < 2 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 17)))
    .join(" ")
    .trimEnd()

const rowsOf = (comparison: Comparison, colours: boolean): ReadonlyArray<string> => {
  const aims = aimsOf(comparison)
  const { quantity, unit, against, other, outlive } = comparison
  const ratioAim = aims.find(({ of }) => of === "ratio")
  const ratio = other.median === 0 ? "" : significant(ratioOf(comparison), 2)
  const first = row([ratio, ...goal(ratioAim, ""), quantity, against, span(other, unit), span(outlive, unit)])
  const own = aims.filter(({ of }) => of === "outlive median").map((aim) => row(["", ...goal(aim, unit), quantity]))
  return [first, ...own].map((line) => (colours ? coloured(line) : line))
}

const goal = (aim: Aim | undefined, unit: Unit | ""): readonly [string, string] =>
  aim === undefined ? ["", ""] : [withUnit(aim.atMost, unit), aim.met ? "met" : "MISSED"]

const withUnit = (value: number, unit: Unit | ""): string =>
  unit === "" || unit === "programs" ? String(value) : `${value} ${unit}`

const coloured = (line: string): string =>
  line.replace(/ met /, " \x1b[32mmet\x1b[0m ").replace("MISSED", "\x1b[31mMISSED\x1b[0m")

/** Median, unit and quartiles: `15.1 s 7.6-22.6`. */
const span = ({ median, lowerQuartile, upperQuartile }: Summary, unit: Unit): string => {
  const [factor, shown] = unit === "ms" && median >= 1000 ? [0.001, "s"] : [1, unit === "programs" ? "" : unit]
  const [middle, lower, upper] = [median, lowerQuartile, upperQuartile].map((value) => significant(value * factor, 3))
  return [middle, shown, `${lower}-${upper}`].filter(Boolean).join(" ")
}

/** The value with that many significant digits, and without an exponent. */
const significant = (value: number, digits: number): string => {
  const decimals = value === 0 ? 0 : Math.max(digits - 1 - Math.floor(Math.log10(Math.abs(value))), 0)
  return value.toFixed(Math.min(decimals, 6))
}

/** All results as JSON, down to each sample. */
export const renderJson = ({ benchmarks, ...run }: Results): string => {
  const documents = Object.entries(benchmarks).map(([name, found]) => [name, found.map(documentOf)])
  return JSON.stringify({ ...run, benchmarks: Object.fromEntries(documents) }, null, 2)
}

const documentOf = (found: Measurement) => {
  if ("reason" in found) return found
  const { ratioAtMost: _ratio, outliveAtMost: _outlive, ...figures } = found
  return { ratio: ratioOf(found), aims: aimsOf(found), ...figures }
}
