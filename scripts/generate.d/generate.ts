import { join } from "node:path"

import { Glob } from "bun"
import type * as Schema from "effect/Schema"

import { documentOf } from "./document.ts"
import { validatorsOf } from "./validators.ts"

/** The directory of the project. */
export const project = join(import.meta.dir, "..", "..")

const documentDirectory = "docs/schemas"

/** The exports of a schema file that the generator reads. (main.ts) */
interface SchemaModule {
  readonly records?: Readonly<Record<string, Schema.Schema.AnyNoContext>>
  readonly inputs?: Readonly<Record<string, Schema.Schema.AnyNoContext>>
  readonly documents?: ReadonlyArray<Schema.Schema.AnyNoContext>
}

/** The files to generate from the schemas, by their paths in the project. */
export const generate = async (): Promise<ReadonlyMap<string, string>> => {
  const files = new Map<string, string>()
  for (const path of filesOf("src/**/*.schema.ts")) {
    const { documents = [], inputs = {}, records = {} }: SchemaModule = await import(join(project, path))
    if (Object.keys({ ...inputs, ...records }).length > 0) {
      files.set(path.replace(/\.schema\.ts$/, ".validators.ts"), validatorsOf(path, records, inputs))
    }
    for (const schema of documents) {
      const document = documentOf(schema)
      files.set(join(documentDirectory, `${document.title}.json`), `${JSON.stringify(document)}\n`)
    }
  }
  return new Map(await Promise.all([...files].map(async ([path, text]) => [path, await format(path, text)] as const)))
}

/** Files that were generated once, and that no schema stands for any more. */
export const leftOver = (files: ReadonlyMap<string, string>): ReadonlyArray<string> =>
  [...filesOf("src/**/*.validators.ts"), ...filesOf(`${documentDirectory}/*`)].filter((path) => !files.has(path))

const filesOf = (pattern: string): ReadonlyArray<string> => [...new Glob(pattern).scanSync(project)].toSorted()

/** Formats the files that people read. */
const format = async (path: string, text: string): Promise<string> => {
  if (!path.endsWith(".json")) return text
  const formatter = Bun.spawn([process.execPath, "fmt", "--no-script", `--stdin-filepath=${path}`], {
    cwd: project,
    stdin: new Blob([text]),
    stderr: "inherit",
  })
  const formatted = await new Response(formatter.stdout).text()
  if ((await formatter.exited) !== 0) throw new Error(`the formatter does not take ${path}`)
  return formatted
}
