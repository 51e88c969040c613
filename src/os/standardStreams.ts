import { closeSync, openSync } from "node:fs"

/**
 * Closes stdin, stdout and stderr, so that whoever is at their other ends is not kept waiting, and has `/dev/null` in their
 * places: the system gives a file the lowest number that is free, and no other file is to get one of these.
 */
export const letGoOfStandardStreams = (): void => {
  for (const descriptor of [0, 1, 2]) {
    closeSync(descriptor)
    openSync("/dev/null", "r+")
  }
}
