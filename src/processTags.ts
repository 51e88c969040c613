/*
 * Variables by which processes are found again: children inherit the environment, even if they leave their parent's
 * group and session.
 */

/** All processes of a task's agent have it; its value is the task's id. */
export const taskTag = "OUTLIVE_TASK"

/** All processes of a session have it; its value is the session's id. */
export const sessionTag = "OUTLIVE_SESSION"

/** A command of `outlive exec` and all that it starts have it; its value is the command's id. */
export const execId = "OUTLIVE_EXEC"

/**
 * They have the `tag` of the command's record as well, since a command of another state directory may have the same id.
 * The tag alone is not enough: 0.1.0 does not know the variable, and hands it on to commands and sessions that are none
 * of the tag's command, but gives each command an id of its own, and sessions none.
 */
export const execTag = "OUTLIVE_EXEC_TAG"

/**
 * Tags processes that outlive starts to outlive their starter, and all their children: none of them belongs to the
 * process that they happen to descend from.
 */
export const apartTag = "OUTLIVE_APART"

/** The tags that a task or a session does not inherit: it is no part of the command that starts it. */
export const tagsOfExec: ReadonlyArray<string> = [execTag, execId, apartTag]
