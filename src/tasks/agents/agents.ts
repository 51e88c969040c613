import type { Agent } from "./agent.ts"
import { claude } from "./claude.ts"
import { codex } from "./codex.ts"
import { command } from "./command.ts"
import { gemini } from "./gemini.ts"
import { opencode } from "./opencode.ts"
import { pi } from "./pi.ts"

/** Every agent there is. A new one is a file beside this one, and a line here. */
export const agents: ReadonlyArray<Agent> = [claude, codex, opencode, gemini, pi, command]

export const defaultAgent = claude

/** The agent that runs the user's own words. */
export const commandAgent = command

/** The agent of this name; `undefined` where there is none. */
export const agentNamed = (name: string): Agent | undefined => agents.find((agent) => agent.name === name)
