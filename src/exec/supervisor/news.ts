import { statusOf } from "../actions/view.ts"
import { extentOf } from "../state/output.ts"
import type { End, Notification } from "../state/record.ts"

/** Whether the end of a command in the background is to be told: a success that has printed nothing as a rule is not. */
export const isNews = (directory: string, { ofEmptySuccess, through }: Notification, end: End): boolean =>
  through !== null && (ofEmptySuccess || statusOf(end) !== "completed" || extentOf(directory).end > 0)
