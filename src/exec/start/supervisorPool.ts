import { startSupervisor, type SupervisorClient } from "./client.ts"

/** Supervisors for many commands, one after the other. */
export interface SupervisorPool {
  /**
   * Runs `work` with a supervisor that no other work has. `isFree`: the supervisor can take another command afterwards.
   */
  readonly use: <A>(
    work: (supervisor: SupervisorClient) => Promise<{ readonly result: A; readonly isFree: boolean }>,
  ) => Promise<A>
  /** Lets go of all of them. */
  readonly release: () => void
}

/** How many idle supervisors are kept: starting one takes ten times as long as asking one. */
const mostSpare = 4

/** How many commands are waited for at once: each has a supervisor process beside its own. */
const mostAtOnce = 64

export const makeSupervisorPool = (): SupervisorPool => {
  const spare: Array<SupervisorClient> = []
  const waiting: Array<() => void> = []
  let used = 0

  /** An idle supervisor; one that was killed meanwhile is skipped. */
  const takeSpare = (): SupervisorClient | undefined => {
    const supervisor = spare.pop()
    return supervisor === undefined || supervisor.isAlive() ? supervisor : takeSpare()
  }

  const turn = async (): Promise<void> => {
    if (used >= mostAtOnce) await new Promise<void>((resolve) => waiting.push(resolve))
    else used++
  }

  const next = () => {
    const first = waiting.shift()
    if (first === undefined) used--
    else first()
  }

  return {
    use: async (work) => {
      await turn()
      const supervisor = takeSpare() ?? startSupervisor({ input: false, output: false })
      let isKept = false
      try {
        const { isFree, result } = await work(supervisor)
        isKept = isFree && spare.length < mostSpare
        return result
      } finally {
        if (isKept) spare.push(supervisor)
        else supervisor.release()
        next()
      }
    },
    release: () => {
      for (const supervisor of spare.splice(0)) supervisor.release()
    },
  }
}
