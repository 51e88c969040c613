import { describe, expect, test } from "bun:test"

import { aboutOf, outputOf } from "../../../../src/tasks/agents/reading.ts"

describe("what a tool was called for", () => {
  test.each<[unknown, string]>([
    [{ command: "ls", description: "looks" }, "ls"],
    [{ description: "looks", command: "ls" }, "ls"],
    [{ file_path: "/a", content: "b" }, "/a"],
    [{ filePath: "/b" }, "/b"],
    [{ pattern: "x*", path: "/c" }, "/c"],
    [{ command: ["ls", "-l"] }, "ls -l"],
    [{ command: "", url: "https://x" }, "https://x"],
    [{ command: 7, more: 1 }, '{"command":7,"more":1}'],
    [{ one: 1 }, '{"one":1}'],
    [{}, ""],
    [[], ""],
    ["text", "text"],
    [null, ""],
    [undefined, ""],
    [7, ""],
  ])("%j is about %p", (input, about) => {
    expect(aboutOf(input)).toBe(about)
  })

  test.each<[unknown, string]>([
    ["text", "text"],
    [[{ type: "text", text: "a" }, { type: "image", text: "b" }, null, { type: "text", text: "c" }], "a\nc"],
    [undefined, ""],
    [{ type: "text", text: "a" }, ""],
  ])("%j gives back %p", (content, output) => {
    expect(outputOf(content)).toBe(output)
  })
})
