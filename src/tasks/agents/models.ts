import type { Agent } from "./agent.ts"
import { agents } from "./agents.ts"

/**
 * The agent's name for `model`. A name that is no alias is passed through as it is. An alias of the configuration file
 * goes before one of the agent's, and that before one of another agent's.
 */
export const resolveModel = (model: string, configured: Readonly<Record<string, string>>, agent: Agent): string => {
  for (const aliases of [configured, agent.models, ...agents.map(({ models }) => models)]) {
    if (aliases !== undefined && Object.hasOwn(aliases, model)) return aliases[model] ?? model
  }
  return model
}
