/*
 * The type of the generated validators (scripts/generate), and the words for what they find wrong.
 */

/**
 * Whether a value fits its schema; fills in missing fields that have a default. `errors` says what was wrong with the
 * last value.
 */
export interface Validator<A> {
  (value: unknown): value is A
  readonly errors?: ReadonlyArray<Fault> | null
}

/** What ajv tells of a value that does not fit the schema. */
interface Fault {
  /** A JSON pointer. */
  readonly instancePath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
  readonly parentSchema?: Subschema
  readonly data?: unknown
}

interface Subschema {
  readonly type?: string | ReadonlyArray<string>
  readonly properties?: Readonly<Record<string, unknown>>
  readonly anyOf?: ReadonlyArray<Subschema>
  readonly enum?: ReadonlyArray<unknown>
  readonly const?: unknown
  readonly minLength?: number
  readonly minItems?: number
  readonly minimum?: number
  readonly exclusiveMinimum?: number
}

/** What is wrong with an input; `path` has dots between its parts. */
export type Problem =
  | { readonly _tag: "UnknownField"; readonly path: string; readonly known: ReadonlyArray<string> }
  | { readonly _tag: "MissingField"; readonly path: string }
  /** `expected` is in words. */
  | { readonly _tag: "WrongValue"; readonly path: string; readonly expected: string; readonly actual: unknown }

/** What is wrong with the input that the validator has just refused. */
export const problemIn = (validator: Validator<unknown>): Problem => {
  // After the faults of each alternative, ajv gives the one of the whole.
  const fault = validator.errors?.at(-1)
  if (fault === undefined) throw new Error("nothing was refused")
  const path = fault.instancePath.slice(1).split("/").map(unescape).filter(Boolean)
  const known = Object.keys(fault.parentSchema?.properties ?? {})
  const at = (field: unknown) => [...path, String(field)].join(".")
  switch (fault.keyword) {
    case "additionalProperties":
      return { _tag: "UnknownField", path: at(fault.params["additionalProperty"]), known }
    case "required": {
      // The missing field may be there under a wrong name.
      const unknown = Object.keys(fault.data ?? {}).find((name) => !known.includes(name))
      return unknown === undefined
        ? { _tag: "MissingField", path: at(fault.params["missingProperty"]) }
        : { _tag: "UnknownField", path: at(unknown), known }
    }
    default: {
      const expected = inWords(fault.parentSchema ?? {})
      return { _tag: "WrongValue", path: path.join("."), expected, actual: fault.data }
    }
  }
}

/** A part of a JSON pointer. (RFC 6901, 4) */
const unescape = (part: string): string => part.replaceAll("~1", "/").replaceAll("~0", "~")

/** What a schema asks for, in words. */
const inWords = (schema: Subschema): string => {
  if (schema.anyOf !== undefined) return schema.anyOf.map(inWords).join(" or ")
  if ("const" in schema) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return `one of ${schema.enum.map((each) => JSON.stringify(each)).join(", ")}`
  if (Array.isArray(schema.type)) return schema.type.map((type) => inWords({ type })).join(" or ")
  switch (schema.type) {
    case "string":
      return schema.minLength === undefined ? "a string" : "a string that is not empty"
    case "number":
    case "integer":
      return `a${schema.type === "integer" ? " whole" : ""} number${boundOf(schema)}`
    case "boolean":
      return "true or false"
    case "array":
      return schema.minItems === undefined ? "a list" : "a list that is not empty"
    case "object":
      return "an object"
    default:
      return String(schema.type)
  }
}

const boundOf = ({ exclusiveMinimum, minimum }: Subschema): string => {
  if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum}`
  return minimum === undefined ? "" : ` of at least ${minimum}`
}
