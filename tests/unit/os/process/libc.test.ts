import { expect, test } from "bun:test"

import { openLibc } from "../../../../src/os/process/libc.ts"

test("functions of the C library can be called", () => {
  const libc = openLibc({
    getpid: { args: [], returns: "int" },
    strlen: { args: ["cstring"], returns: "u64" },
  })
  expect(libc?.getpid()).toBe(process.pid)
  expect(Number(libc?.strlen(Buffer.from("three\0")))).toBe(5)
})

test("if one function is missing, none can be loaded", () => {
  expect(openLibc({ outlive_has_no_such_function: { args: [], returns: "int" } })).toBeUndefined()
  expect(
    openLibc({ getpid: { args: [], returns: "int" }, outlive_has_no_such_function: { args: [], returns: "int" } }),
  ).toBeUndefined()
})
