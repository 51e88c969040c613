import * as Option from "effect/Option"
import type * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"

import { isObject, type JsonSchema, jsonSchemaOf } from "./jsonSchema.ts"

/** The published JSON Schema of a schema; its `title` is the name of its file. Throws if an annotation is missing. */
export const documentOf = (schema: Schema.Schema.AnyNoContext): JsonSchema & { readonly title: string } => {
  const title = Option.getOrUndefined(AST.getIdentifierAnnotation(schema.ast))
  if (title === undefined || fileOf(title) === undefined) throw new Error(`${title} is no identifier of a document`)
  const { description, ...rest } = jsonSchemaOf(schema, "strict", fileOf)
  if (description === undefined) throw new Error(`the document ${title} has no description`)
  return { $schema: "https://json-schema.org/draft/2020-12/schema", title, description, ...inOrder(rest) }
}

/** A document's identifier has small letters and dashes; other identifiers are names of types, as Effect's own. */
const fileOf = (identifier: string): string | undefined =>
  /^[a-z]+(-[a-z]+)*$/.test(identifier) ? `${identifier}.json` : undefined

/** The order in which people read a schema. */
const keywords = ["description", "type", "const", "enum", "properties", "required", "additionalProperties"]

const rank = ([key]: readonly [string, unknown]): number =>
  keywords.includes(key) ? keywords.indexOf(key) : keywords.length

const inOrder = (schema: JsonSchema): JsonSchema => {
  const entries = Object.entries(schema).map(([key, value]) => [key, inner(key, value)] as const)
  return Object.fromEntries(entries.toSorted((one, other) => rank(one) - rank(other)))
}

/** The fields of a type keep the order in which they are written. */
const inner = (key: string, value: unknown): unknown => {
  if (Array.isArray(value)) return value.map((each) => inner("", each))
  if (!isObject(value)) return value
  return key === "properties"
    ? Object.fromEntries(Object.entries(value).map(([name, field]) => [name, inner("", field)]))
    : inOrder(value)
}
