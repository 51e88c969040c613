import { basename } from "node:path"

import Ajv from "ajv/dist/2020"
import standaloneCode from "ajv/dist/standalone"
import type * as Schema from "effect/Schema"

import { isObject, type JsonSchema, jsonSchemaOf, mapValues } from "./jsonSchema.ts"

type Schemas = Readonly<Record<string, Schema.Schema.AnyNoContext>>

/**
 * The module with the validators of a schema file, which has either records or inputs. They are ajv's standalone code,
 * which takes a tenth of a millisecond to load.
 */
export const validatorsOf = (path: string, records: Schemas, inputs: Schemas): string => {
  const isOfRecords = Object.keys(records).length > 0
  if (isOfRecords && Object.keys(inputs).length > 0) throw new Error(`${path} has records and inputs; divide it`)
  const schemas = isOfRecords ? records : inputs
  const names = Object.keys(schemas).toSorted()
  const source = basename(path)
  const toRoot = "../".repeat(path.split("/").length - 2) || "./"
  return `// @ts-nocheck
// Written by scripts/generate from ${source}. Changes go there.
import type { Validator } from "${toRoot}validation.ts"
import type { ${names.join(", ")} } from "./${source}"

${codeOf(schemas, isOfRecords ? "allow" : "strict")}

${names.map((name) => `export const is${name}: Validator<${name}> = validate${name}`).join("\n")}
`
}

/** The code that ajv generates. Nothing words what is wrong with a record, so its validator keeps no details. */
const codeOf = (schemas: Schemas, unknownFields: "allow" | "strict"): string => {
  const isWorded = unknownFields === "strict"
  const ajv = new Ajv({
    code: { source: true, esm: true, lines: true },
    strict: true,
    allowUnionTypes: true,
    useDefaults: true,
    discriminator: true,
    // Schemas only ask whether a string is empty, so ajv's code that counts characters is left out. ajv calls this deprecated.
    unicode: false,
    logger: false,
    messages: false,
    verbose: isWorded,
  })
  const names = Object.entries(schemas).map(([name, schema]) => {
    ajv.addSchema(discriminated(jsonSchemaOf(schema, unknownFields)), name)
    return [`validate${name}`, name]
  })
  return standaloneCode(ajv, Object.fromEntries(names))
    .replace('"use strict";', "")
    .trim()
    .replaceAll(/\bexport const (validate\w+) = (\w+);/g, "const $1 = $2;")
}

/** A tagged union in the form that ajv selects by its tag: only in this form it fills in defaults. */
const discriminated = (value: JsonSchema): JsonSchema => {
  const { anyOf, ...rest } = mapValues(value, (each) => {
    if (Array.isArray(each)) return each.map((one) => (isObject(one) ? discriminated(one) : one))
    return isObject(each) ? discriminated(each) : each
  })
  if (!Array.isArray(anyOf)) return anyOf === undefined ? rest : { anyOf, ...rest }
  const propertyName = Object.keys(constantsOf(anyOf[0])).find((name) => {
    const tags = anyOf.map((variant) => constantsOf(variant)[name])
    // A tag that two variants share selects neither.
    return !tags.includes(undefined) && new Set(tags).size === tags.length
  })
  if (propertyName === undefined) return { anyOf, ...rest }
  return { type: "object", oneOf: anyOf, discriminator: { propertyName }, ...rest }
}

/** The fields of a variant that have only one possible value. */
const constantsOf = (variant: unknown): JsonSchema => {
  const fields = isObject(variant) && isObject(variant["properties"]) ? variant["properties"] : {}
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) =>
      isObject(field) && typeof field["const"] === "string" ? [[name, field["const"]]] : [],
    ),
  )
}
