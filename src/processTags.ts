/*
 * Variables by which processes are found again: children inherit their environment, whatever becomes of parents, groups and
 * sessions.
 */

/** All processes of a task's agent have it; its value is the task's id. */
export const taskMark = "OUTLIVE_TASK"

/** All processes of a session have it; its value is the session's id. */
export const sessionMark = "OUTLIVE_SESSION"

/** A command of `outlive exec` and all that it starts have it; its value is the command's id. */
export const execMark = "OUTLIVE_EXEC"

/**
 * What outlive starts so that it outlives its starter has it, and with it all below that: it belongs to no process that it
 * happens to be below.
 */
export const apartMark = "OUTLIVE_APART"

/** The marks that are not handed on to a task or a session: it is none of the command that starts it. */
export const marksOfExec: ReadonlyArray<string> = [execMark, apartMark]
