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

/**
 * A supervisor whose command stays in the background is gone for the pool. After so many of them, so many others are started in
 * advance: a caller that has put two commands into the background is likely to go on.
 */
const goneBeforeReserve = 2
const reserve = 2

/** How many commands are waited for at once: each has a supervisor process beside its own. */
const mostAtOnce = 64

const noStreams = { input: false, output: false }

export const makeSupervisorPool = (): SupervisorPool => {
  const spare: Array<SupervisorClient> = []
  const waiting: Array<() => void> = []
  let used = 0
  let gone = 0
  let isReleased = false

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

  /** Once the answer is on its way: a start takes longer than that. */
  const keepReserve = () =>
    setTimeout(() => {
      if (isReleased || used >= mostAtOnce) return
      try {
        while (spare.length < reserve) spare.push(startSupervisor(noStreams))
      } catch {
        // The machine has no room for another process; the next request that needs one says so.
      }
    })

  return {
    use: async (work) => {
      await turn()
      const supervisor = takeSpare() ?? startSupervisor(noStreams)
      let isKept = false
      try {
        const { isFree, result } = await work(supervisor)
        isKept = isFree && spare.length < mostSpare
        return result
      } finally {
        if (isKept) spare.push(supervisor)
        else {
          supervisor.release()
          if (++gone >= goneBeforeReserve) keepReserve()
        }
        next()
      }
    },
    release: () => {
      isReleased = true
      for (const supervisor of spare.splice(0)) supervisor.release()
    },
  }
}
