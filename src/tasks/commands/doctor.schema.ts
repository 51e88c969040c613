import * as Schema from "effect/Schema"

const text = (description: string) => Schema.String.annotations({ description })

/** One thing that was looked at. */
export const Finding = Schema.Struct({
  what: text("What was looked at"),
  verdict: Schema.Literal("ok", "note", "warning", "error").annotations({
    description:
      "`error` keeps outlive from its main job, `warning` is a risk or a loss, `note` matters to some users only",
  }),
  found: text("What was found"),
  hint: Schema.NullOr(Schema.String).annotations({ description: "What to do; null if nothing" }),
})
export type Finding = typeof Finding.Type
