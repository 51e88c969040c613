/**
 * Checks the JSON document on stdin against a schema of docs/schemas: `bun validate.ts NAME`. If it does not match, ends
 * with 1 and says what is wrong.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

import Ajv from "ajv/dist/2020"

const directory = join(import.meta.dir, "..", "..", "docs", "schemas")
const ajv = new Ajv({ strict: true, allowUnionTypes: true })
for (const file of readdirSync(directory)) ajv.addSchema(JSON.parse(readFileSync(join(directory, file), "utf8")), file)

const [name = ""] = process.argv.slice(2)
const text = await Bun.stdin.text()
if (text.trimEnd().includes("\n")) {
  console.error(`more than one line: ${text}`)
  process.exit(1)
}
if (!ajv.validate(`${name}.json`, JSON.parse(text))) {
  console.error(`${ajv.errorsText()} in ${text}`)
  process.exit(1)
}
