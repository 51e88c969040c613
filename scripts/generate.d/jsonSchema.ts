import * as JSONSchema from "effect/JSONSchema"
import type * as Schema from "effect/Schema"

/** A JSON Schema of draft 2020-12. */
export interface JsonSchema {
  readonly [keyword: string]: unknown
}

/**
 * The JSON Schema of a schema, without `$defs`: each definition is written where it is used, unless `reference` gives
 * another place for it. `unknownFields` says whether they are allowed.
 */
export const jsonSchemaOf = (
  schema: Schema.Schema.AnyNoContext,
  unknownFields: "allow" | "strict",
  reference: (identifier: string) => string | undefined = () => undefined,
): JsonSchema => {
  const definitions: Record<string, JSONSchema.JsonSchema7> = {}
  const root = JSONSchema.fromAST(schema.ast, {
    definitions,
    target: "jsonSchema2020-12",
    additionalPropertiesStrategy: unknownFields,
  })
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve)
    if (!isObject(value)) return value
    const { $ref, ...rest } = value
    if (typeof $ref !== "string") return tidy(mapValues(value, resolve))
    const identifier = nameIn($ref)
    const file = reference(identifier)
    const target = file === undefined ? resolve(definitions[identifier]) : { $ref: file }
    return tidy({ ...(target as JsonSchema), ...mapValues(rest, resolve) })
  }
  const own = "$ref" in root ? definitions[nameIn(root.$ref)] : root
  return resolve(own) as JsonSchema
}

/** The identifier in a reference to a definition. (RFC 6901, 4) */
const nameIn = (reference: string): string =>
  reference.slice("#/$defs/".length).replaceAll("~1", "/").replaceAll("~0", "~")

/** The same, shorter, and without the descriptions of Effect's own refinements, as "a positive number". */
const tidy = (schema: JsonSchema): JsonSchema => {
  // This is the table of fields: their names are no keywords.
  if (Object.values(schema).every(isObject)) return schema
  // Effect gives a schema for any value an `$id` of its own.
  const { $id: _id, allOf, anyOf, description, enum: literals, title: _title, ...rest } = schema
  if (Array.isArray(allOf) && allOf.length === 1) return tidy({ ...allOf[0], ...without(schema, ["allOf"]) })
  return {
    ...(typeof description === "string" && !/^an? /.test(description) ? { description } : {}),
    ...(Array.isArray(literals) && literals.length === 1 ? { const: literals[0] } : {}),
    ...(Array.isArray(literals) && literals.length > 1 ? { enum: literals } : {}),
    ...(Array.isArray(anyOf) ? asTypes(anyOf) : {}),
    ...without(rest, [
      ...(Array.isArray(literals) ? ["type"] : []),
      ...(isEmpty(rest["required"]) ? ["required"] : []),
      ...(isEmpty(rest["properties"]) ? ["properties"] : []),
    ]),
  }
}

/** A union of simple types becomes one schema with several types; one of them may have further keywords. */
const asTypes = (variants: ReadonlyArray<JsonSchema>): JsonSchema => {
  const isNullable = variants.some(({ type }) => type === "null")
  const [one, ...others] = variants.filter(({ type }) => type !== "null")
  if (one !== undefined && others.length === 0 && Array.isArray(one["enum"])) {
    return { ...one, enum: [...one["enum"], ...(isNullable ? [null] : [])] }
  }
  const isSimple = others.length === 0 || variants.every((variant) => Object.keys(variant).join() === "type")
  const types = variants.map(({ type }) => type)
  return isSimple && types.every((type) => typeof type === "string") ? { ...one, type: types } : { anyOf: variants }
}

export const isObject = (value: unknown): value is JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isEmpty = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.keys(value).length === 0

export const mapValues = (value: JsonSchema, change: (value: unknown) => unknown): JsonSchema =>
  Object.fromEntries(Object.entries(value).map(([key, each]) => [key, change(each)]))

const without = (value: JsonSchema, keys: ReadonlyArray<string>): JsonSchema =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)))
