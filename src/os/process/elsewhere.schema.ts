import * as Schema from "effect/Schema"

/** Another container or host. */
export const Elsewhere = Schema.Struct({
  host: Schema.NullOr(Schema.String).annotations({ description: "The name of the host, or of the container" }),
  pidNamespace: Schema.NullOr(Schema.Int).annotations({ description: "The inode of its PID namespace" }),
  unreadable: Schema.optionalWith(Schema.String, { exact: true }).annotations({
    description: "The file that should name the process, and cannot be read",
  }),
}).annotations({
  identifier: "elsewhere",
  description:
    "Where something runs whose processes cannot be seen from here: in another container, or on another host; null where it is not known",
})
export type Elsewhere = typeof Elsewhere.Type

export const documents = [Elsewhere]
