import type { Description } from "../../words.ts"

/** Why a request is not carried out: what was given and what is wrong with it; what to do. */
export class Refusal extends Error implements Description {
  readonly hint: string
  constructor(message: string, hint: string) {
    super(message)
    this.hint = hint
  }
}
