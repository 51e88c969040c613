import { wallMillis } from "../../os/clock.ts"
import { isOfEarlierBoot } from "../../os/process/identity.ts"
import { hasMarker } from "./markers.ts"
import { extentOf } from "./output.ts"
import { type End, type Kept, lastRecord } from "./record.ts"

/** The end of a command that died with no supervisor to see it. It lived when it last printed or was last recorded. */
export const unseenEnd = (kept: Kept): End => ({
  ...{ exitCode: null, exitSignal: null, timedOut: false },
  killed: hasMarker(kept.directory, "kill"),
  endedAt: Math.round(Math.max(lastRecord(kept), extentOf(kept.directory).changedAt ?? 0)),
  knownAt: wallMillis(),
  unseen: whyUnseen(kept),
})

const whyUnseen = ({ state: { supervisor } }: Kept): NonNullable<End["unseen"]> =>
  isOfEarlierBoot(supervisor) ? "restart" : "supervisor killed"
