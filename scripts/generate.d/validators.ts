import { basename } from "node:path"

import Ajv from "ajv/dist/2020"
import standaloneCode from "ajv/dist/standalone"
import type * as Schema from "effect/Schema"

import { isObject, type JsonSchema, jsonSchemaOf, mapValues } from "./jsonSchema.ts"

type Schemas = Readonly<Record<string, Schema.Schema.AnyNoContext>>

/**
 * The module with the validators of a file of schemas, which has either records or inputs. They are ajv's, as code of their
 * own: that takes a tenth of a millisecond to load.
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

/** What ajv makes of the schemas. What we have written ourselves needs no words for what is wrong with it. */
const codeOf = (schemas: Schemas, unknownFields: "allow" | "strict"): string => {
  const isWorded = unknownFields === "strict"
  const ajv = new Ajv({
    code: { source: true, esm: true, lines: true },
    strict: true,
    allowUnionTypes: true,
    useDefaults: true,
    discriminator: true,
    // Only whether a string is empty is asked, which needs none of ajv's code for characters; this is called deprecated.
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

/** A tagged union as ajv knows one, which is looked into by its tag: only there it fills in what is missing. */
const discriminated = (value: JsonSchema): JsonSchema => {
  const { anyOf, ...rest } = mapValues(value, (each) => {
    if (Array.isArray(each)) return each.map((one) => (isObject(one) ? discriminated(one) : one))
    return isObject(each) ? discriminated(each) : each
  })
  if (!Array.isArray(anyOf)) return anyOf === undefined ? rest : { anyOf, ...rest }
  const propertyName = Object.keys(constantsOf(anyOf[0])).find((name) =>
    anyOf.every((variant) => constantsOf(variant)[name] !== undefined),
  )
  if (propertyName === undefined) return { anyOf, ...rest }
  return { type: "object", oneOf: anyOf, discriminator: { propertyName }, ...rest }
}

/** The fields of a variant that have one value only. */
const constantsOf = (variant: unknown): JsonSchema => {
  const fields = isObject(variant) && isObject(variant["properties"]) ? variant["properties"] : {}
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) =>
      isObject(field) && typeof field["const"] === "string" ? [[name, field["const"]]] : [],
    ),
  )
}
