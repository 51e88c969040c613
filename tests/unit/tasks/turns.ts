import * as FastCheck from "effect/FastCheck"
import type { Scheduler, Task } from "effect/Scheduler"

/** How processes that share one thread take turns. */
export interface Order {
  /** How many turns each process takes before it is another's: first one, then the next … After that they alternate. */
  readonly takes: ReadonlyArray<number>
  /** How many operations the turns of all processes have, one after the other, beyond those that each has; over and over. */
  readonly lengths: ReadonlyArray<number>
}

/** Each operation is the last of some turn: the lengths differ by as much as the shortest turn has. */
const someLengths: FastCheck.Arbitrary<Order["lengths"]> = FastCheck.array(FastCheck.nat({ max: 11 }), {
  minLength: 1,
  maxLength: 24,
})

/**
 * Processes that do the same side by side meet between two given operations most often where they alternate. Others take
 * few turns, or more than all that a command does.
 */
const someTakes: FastCheck.Arbitrary<Order["takes"]> = FastCheck.oneof(
  { weight: 2, arbitrary: FastCheck.constant([]) },
  {
    weight: 1,
    arbitrary: FastCheck.array(FastCheck.oneof(FastCheck.nat({ max: 5 }), FastCheck.nat({ max: 80 })), {
      maxLength: 12,
    }),
  },
)

export const orders: FastCheck.Arbitrary<Order> = FastCheck.record({ takes: someTakes, lengths: someLengths })

/** The orders of a process that is alone. */
export const ordersOfOne: FastCheck.Arbitrary<Order> = FastCheck.record({
  takes: FastCheck.constant([]),
  lengths: someLengths,
})

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

/** Effect needs about ten operations to yield and to go on; a fiber with fewer would do nothing else. */
const leastOperations = 11

export const makeTurns = ({ lengths, takes }: Order): Turns => {
  const processes: Array<{ readonly tasks: Array<Task>; readonly isAlive: () => boolean }> = []
  let at = 0
  let taken = 0
  /** Turns so far, of all processes. */
  let turns = 0

  /** Whose turn it is, of those that can go on. */
  const next = (ready: ReadonlyArray<Array<Task>>): Array<Task> | undefined => {
    if (taken >= (takes[at] ?? 1)) {
      at++
      taken = 0
    }
    taken++
    return ready[at % ready.length]
  }

  return {
    enter: (isAlive, scheduled = () => {}) => {
      const tasks: Array<Task> = []
      processes.push({ tasks, isAlive })
      return {
        shouldYield: ({ currentOpCount }) =>
          currentOpCount > leastOperations + (lengths[turns % lengths.length] ?? 0) ? 0 : false,
        scheduleTask: (task) => {
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
        turns++
        task()
      }
    },
  }
}
