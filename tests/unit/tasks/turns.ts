import * as FastCheck from "effect/FastCheck"
import type { Scheduler, Task } from "effect/Scheduler"

/** How many turns each process takes before it is another's: first one, then the next … After that they alternate. */
export type Order = ReadonlyArray<number>

/** Short turns, and such as are longer than all that a command does. */
export const orders: FastCheck.Arbitrary<Order> = FastCheck.array(
  FastCheck.oneof(FastCheck.nat({ max: 5 }), FastCheck.nat({ max: 80 })),
  { maxLength: 12 },
)

/**
 * Processes that share one thread take turns in the order that a test decides: between the operations of an effect another
 * process may go on, as between the system calls of a real one.
 */
export interface Turns {
  /** The scheduler of one more process, which does nothing more once it is dead. `scheduled` hears of each of its turns. */
  readonly enter: (isAlive: () => boolean, scheduled?: () => void) => Scheduler
  /** Lets all processes go on until none can. Gives whether any could. */
  readonly go: () => boolean
}

/** Effect needs a dozen operations to yield and to go on; a fiber with fewer would do nothing else. */
const leastOperations = 16

/** A turn has so many more operations, each time another number, so that it does not always end at the same places. */
const moreOperations = [0, 3, 1, 7, 2, 5]

export const makeTurns = (order: Order): Turns => {
  const processes: Array<{ readonly tasks: Array<Task>; readonly isAlive: () => boolean }> = []
  let at = 0
  let taken = 0

  /** Whose turn it is, of those that can go on. */
  const next = (ready: ReadonlyArray<Array<Task>>): Array<Task> | undefined => {
    if (taken >= (order[at] ?? 1)) {
      at++
      taken = 0
    }
    taken++
    return ready[at % ready.length]
  }

  return {
    enter: (isAlive, scheduled = () => {}) => {
      const tasks: Array<Task> = []
      let turns = 0
      processes.push({ tasks, isAlive })
      return {
        shouldYield: ({ currentOpCount }) =>
          currentOpCount > leastOperations + (moreOperations[turns % moreOperations.length] ?? 0) ? 0 : false,
        scheduleTask: (task) => {
          turns++
          scheduled()
          tasks.push(task)
        },
      }
    },
    go: () => {
      for (let moved = false; ; moved = true) {
        const ready = processes.filter(({ isAlive, tasks }) => tasks.length > 0 && isAlive())
        const task = next(ready.map(({ tasks }) => tasks))?.shift()
        if (task === undefined) return moved
        task()
      }
    },
  }
}
