import { describe, expect, test } from "bun:test"

import * as Either from "effect/Either"
import * as Option from "effect/Option"

import * as Manifest from "../../../../src/protocol/manifest.ts"
import type { NewerFormat } from "../../../../src/record/newerFormat.ts"
import { claude } from "../../../../src/tasks/agents/claude/agent.ts"
import {
  isManaged,
  type NoTask,
  resumeOnOf,
  type Task,
  type TaskName,
  taskNameOf,
  taskOf,
} from "../../../../src/tasks/state/task.ts"
import { manifestWith } from "../home.ts"

type Values = Readonly<Record<string, string | undefined>>

const read = (values: Values = {}): Either.Either<Task, NewerFormat | NoTask> => taskOf("/task", manifestWith(values))
const taskWith = (values: Values = {}): Task => Either.getOrThrow(read(values))

describe("a task's manifest", () => {
  test("is of the first format where it says none, and may have keys of others", () => {
    expect(read({ format: undefined, writer: undefined, later: "key" })).toMatchObject({ _tag: "Right" })
    expect(read({ format: "1", writer: "0.2.0" })).toMatchObject({ _tag: "Right" })
    expect(read({ format: "" })).toMatchObject({ _tag: "Right" })
    expect(read({ format: "2" })).toMatchObject({ _tag: "Right" })
  })

  test("of a newer format is reported, even with other faults", () => {
    for (const values of [{}, { policy: "another" }, { agent: "hal" }, { task_id: undefined }]) {
      expect(read({ format: "2", writer: "9.9.9", ...values })).toMatchObject({
        left: { _tag: "NewerFormat", source: "/task/manifest", format: 2, writer: "9.9.9", known: 1 },
      })
    }
  })

  test("says what the task is", () => {
    expect(taskWith({ max_retries: "3", retry_count: "2", conversation: "c0ffee" })).toMatchObject({
      directory: "/task",
      name: "demo" as TaskName,
      id: "3f6f2f3e-0000-4000-8000-000000000000",
      agent: claude,
      model: "opus",
      projectDirectory: "/work",
      session: { name: "claude-demo", socket: "/tmp/none/default", owner: "3f6f2f3e-0000-4000-8000-000000000000" },
      conversation: "c0ffee",
      conversationBegun: "c0ffee",
      eventsBefore: 0,
      permissions: "skip",
      resumeOn: "crash",
      maxResumes: 3,
      resumes: 2,
      deadlineAt: Date.UTC(2026, 10, 21, 11) / 1000,
      command: [],
      status: "running",
    })
  })

  test.each([
    ["task_name", undefined],
    ["task_name", ""],
    ["task_name", "Demo"],
    ["task_name", "../demo"],
    ["task_name", "a".repeat(65)],
    ["agent", undefined],
    ["agent", "hal"],
    ["task_id", undefined],
    ["task_id", ""],
    ["project_dir", undefined],
    ["project_dir", ""],
    ["session_name", undefined],
    ["session_name", ""],
    ["command", "make"],
    ["command", '{"0":"make"}'],
    ["command", '["make",1]'],
    ["command", '["make"'],
  ])("with %s=%p is damaged, and says which key it is", (key, value) => {
    expect(read({ [key]: value })).toMatchObject({
      _tag: "Left",
      left: { _tag: "NoTask", directory: "/task", reason: `its manifest has no usable ${key}` },
    })
  })

  test.each([undefined, "", "reference", "Robust"])("with policy=%p is none of outlive run", (policy) => {
    expect(isManaged(manifestWith({ policy }))).toBe(false)
    expect(read({ policy })).toMatchObject({ _tag: "Left", left: { reason: "it was not made by outlive run" } })
  })

  test("that is empty is none", () => {
    expect(taskOf("/task", Manifest.empty)).toMatchObject({ _tag: "Left", left: { directory: "/task" } })
  })

  test.each<[string, string | undefined, Partial<Task>]>([
    ["model", undefined, { model: undefined }],
    ["model", "", { model: undefined }],
    ["session_id", "", { conversation: undefined }],
    ["conversation", undefined, { conversationBegun: undefined, conversationForgotten: false }],
    ["conversation", "", { conversationBegun: undefined, conversationForgotten: true }],
    ["permissions", undefined, { permissions: "skip" }],
    ["permissions", "plan", { permissions: "plan" }],
    ["events_before", "42", { eventsBefore: 42 }],
    ["resume_on", undefined, { resumeOn: "crash" }],
    ["resume_on", "always", { resumeOn: "crash" }],
    ["resume_on", "failure", { resumeOn: "failure" }],
    ["resume_on", "never", { resumeOn: "never" }],
    ["max_retries", undefined, { maxResumes: undefined }],
    ["max_retries", "-1", { maxResumes: undefined }],
    ["max_retries", "1.5", { maxResumes: undefined }],
    ["max_retries", "0", { maxResumes: 0 }],
    ["retry_count", undefined, { resumes: 0 }],
    ["retry_count", "many", { resumes: 0 }],
    ["retry_count", "007", { resumes: 7 }],
    ["deadline_at", undefined, { deadlineAt: Number.POSITIVE_INFINITY }],
    ["deadline_at", "soon", { deadlineAt: Number.POSITIVE_INFINITY }],
    ["status", undefined, { status: "unknown" }],
    ["status", "sleeping", { status: "unknown" }],
    ["command", '["make","a b",""]', { command: ["make", "a b", ""] }],
    ["tmux_socket", undefined, { session: { name: "claude-demo", socket: undefined } }],
  ])("with %s=%p is a task all the same", (key, value, part) => {
    expect(taskWith({ [key]: value })).toMatchObject(part)
  })
})

test.each([
  ["a", true],
  ["fix-login-2", true],
  ["-", true],
  ["a".repeat(64), true],
  ["a".repeat(65), false],
  ["", false],
  ["A", false],
  ["a.b", false],
  ["a_b", false],
  ["a b", false],
  ["a\n", false],
  [".", false],
  ["..", false],
  ["a/b", false],
  ["é", false],
])("%p can be a task's name: %p", (given, can) => {
  expect(Option.isSome(taskNameOf(given))).toBe(can)
})

test.each([
  ["crash", "crash"],
  ["failure", "failure"],
  ["never", "never"],
  ["always", undefined],
  ["", undefined],
  [undefined, undefined],
] as const)("%p is the value %p of --resume-on", (word, value) => {
  expect(resumeOnOf(word)).toBe(value)
})
