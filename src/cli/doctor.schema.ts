import * as Schema from "effect/Schema"

import { Finding } from "../tasks/commands/doctor.schema.ts"

export const DoctorDocument = Schema.Struct({
  ok: Schema.Boolean.annotations({ description: "Whether outlive can do its main job" }),
  writer: Schema.String.annotations({ description: "The version of this outlive" }),
  findings: Schema.Array(Finding),
}).annotations({ identifier: "doctor", description: "What was looked at: `outlive doctor --json`" })
export type DoctorDocument = typeof DoctorDocument.Type

export const documents = [DoctorDocument]
