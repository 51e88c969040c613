/*
 * Generates files from the schemas. The schemas, in `effect/Schema`, are the one definition of all that is read from
 * outside, kept or printed. `effect/Schema` takes 16 ms of CPU to load, so no program loads it: programs import the
 * types of a schema and the validators that are generated from it.
 *
 * How to add a schema
 *
 *   1. Write it in a file NAME.schema.ts beside the code that uses it. Such a file imports `effect/Schema`, other schemas,
 *      and files of constants; programs import only types from it (`import type`; scripts/test lint checks that).
 *   2. Say what to generate, in these exports; a file has records or inputs, not both:
 *
 *        export const records = { Request, State }
 *          What outlive itself writes. Makes `isRequest` and `isState` in NAME.validators.ts. Unknown fields are left
 *          alone. A missing field with a default (`Schema.optionalWith(…, { default }).annotations({ default })`) is
 *          filled in, also in the variants of a tagged union, but not of other unions.
 *        export const inputs = { Configuration }
 *          What users and other programs write. The same, but an unknown field is an error, and `problemIn`
 *          (src/validation.ts) words what is wrong.
 *        export const documents = [ExecEvent]
 *          What is published. Makes docs/schemas/IDENTIFIER.json for each, by its annotation `identifier`. Unknown
 *          fields are errors. The annotation `description` says what it is and which command prints it. Describe the
 *          fields for readers (an optional one with `Schema.optional(…).annotations({ description })`). `examples` are
 *          copied. A document within another one becomes a reference to its file. Fields that several documents share
 *          are a constant, `...shared`.
 *
 *   3. Run scripts/generate, and commit what it writes; it removes files that no schema stands for any more. A unit
 *      test fails while a file is out of date. Name a document that a command prints in its route,
 *      `json("exec-ended")`; another test compares these names with docs/schemas.
 *
 * A schema describes JSON: no Date, no Option, no transformation but a default. `Schema.NullOr` for what may be null.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { generate, leftOver, project } from "./generate.ts"

const files = await generate()
const surplus = leftOver(files)
const changed = [...files].filter(([path, text]) => {
  const file = join(project, path)
  return !existsSync(file) || readFileSync(file, "utf8") !== text
})

if (process.argv[2] === "--check") {
  for (const [path] of changed) console.error(`${path} is out of date; run scripts/generate`)
  for (const path of surplus) console.error(`${path} has no schema any more; run scripts/generate`)
  process.exit(changed.length + surplus.length === 0 ? 0 : 1)
}
for (const [path, text] of changed) {
  writeFileSync(join(project, path), text)
  console.log(`wrote ${path}`)
}
for (const path of surplus) {
  rmSync(join(project, path))
  console.log(`removed ${path}`)
}
