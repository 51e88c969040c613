/**
 * Checks lines against schemas of docs/schemas: `bun schemaLines.ts {every|none} NAME FILE …`, three words for each check
 * (`/dev/stdin` is a FILE, too). Every line of the file matches the schema, or none does; a line that is not JSON matches
 * no schema. Ends with 1 if that is not so, and says which lines are wrong. One run for all checks of a test, since to
 * compile the schemas takes most of the time. validate.ts checks the schemas themselves.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

import Ajv from "ajv/dist/2020"

const directory = join(import.meta.dir, "..", "..", "docs", "schemas")
const ajv = new Ajv({ strict: true, allowUnionTypes: true, validateSchema: false })
for (const file of readdirSync(directory)) ajv.addSchema(JSON.parse(readFileSync(join(directory, file), "utf8")), file)

const parse = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

const words = process.argv.slice(2)
for (let index = 0; index < words.length; index += 3) {
  const [quantity, name, file] = words.slice(index, index + 3)
  if ((quantity !== "every" && quantity !== "none") || name === undefined || file === undefined) {
    throw new Error(`every or none, NAME and FILE, not ${words.join(" ")}`)
  }
  for (const line of readFileSync(file, "utf8").split("\n").slice(0, -1)) {
    const matches = ajv.validate(`${name}.json`, parse(line))
    if (matches === (quantity === "every")) continue
    console.error(`${matches ? "described by" : ajv.errorsText()}: ${name}: ${line.slice(0, 500)}`)
    process.exitCode = 1
  }
}
