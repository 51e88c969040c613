/**
 * Short names for models, and what the agent calls them. The configuration file adds to them under `models`.
 *
 * `scripts/lib.sh` has the same table; a parity test compares what the two make of every alias.
 */
const aliases: Readonly<Record<string, string>> = {
  opus: "claude-opus-4-6",
  sonnet: "claude-sonnet-4-6",
}

/** The agent's name for `model`; a name that is no alias is passed through as it is. */
export const resolveModel = (model: string, configured: Readonly<Record<string, string>>): string => {
  for (const table of [configured, aliases]) if (Object.hasOwn(table, model)) return table[model] ?? model
  return model
}
