import * as Schema from "effect/Schema"

import { firstWriter } from "./firstWriter.ts"

/** What every record and every message between our own processes says of itself. (format.ts) */
export const written = {
  /** Its format: a whole number that grows when an older program would misunderstand it. */
  version: Schema.optionalWith(Schema.Int, { default: () => 1 }).annotations({ default: 1 }),
  /** The version of outlive that wrote it. */
  writer: Schema.optionalWith(Schema.String, { default: () => firstWriter }).annotations({ default: firstWriter }),
}
