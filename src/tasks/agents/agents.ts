import type { Agent, ScriptAgent } from "./agent.ts"
import { claude } from "./claude/agent.ts"
import { codex } from "./codex/agent.ts"
import { command } from "./command/agent.ts"
import { gemini } from "./gemini/agent.ts"
import { opencode } from "./opencode/agent.ts"
import { pi } from "./pi/agent.ts"

/** Every agent, in the order in which users see them. A new one is a folder beside this file and an entry here. */
export const agents: ReadonlyArray<Agent> = [claude, codex, opencode, gemini, pi, command]

/** The agent of a task that names none. */
export const defaultAgent: Agent = claude

/** The agent that runs the user's own words in place of a coding agent. */
export const commandAgent: Agent = command

/** The agent of tasks of the shell scripts, which ran no other. */
export const scriptAgent: ScriptAgent = claude

/** The agent of this name; `undefined` where there is none. */
export const agentNamed = (name: string): Agent | undefined => agents.find((agent) => agent.name === name)
