import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import { mkdirSync, writeFileSync } from "node:fs"
import { homedir } from "node:os"
import { dirname, join } from "node:path"

import * as Effect from "effect/Effect"

import { loadConfiguration } from "../../src/configurationFile.ts"
import { configurationPath } from "../../src/home.ts"
import { temporaryDirectories } from "./system.ts"

const freshDirectory = temporaryDirectories()
const variable = "XDG_CONFIG_HOME"
let original: string | undefined

beforeEach(() => {
  original = process.env[variable]
  process.env[variable] = freshDirectory()
})
afterEach(() => {
  if (original === undefined) delete process.env[variable]
  else process.env[variable] = original
})

const load = () => Effect.runPromise(Effect.either(loadConfiguration))

const loadText = (text: string | Uint8Array) => {
  mkdirSync(dirname(configurationPath()))
  writeFileSync(configurationPath(), text)
  return load()
}

describe("the configuration file", () => {
  test("is in the directory that XDG_CONFIG_HOME names", () => {
    process.env[variable] = "/elsewhere"
    expect(configurationPath()).toBe("/elsewhere/outlive/config.json")
  })

  test("is in ~/.config where XDG_CONFIG_HOME is unset or empty", () => {
    const path = join(homedir(), ".config", "outlive", "config.json")
    process.env[variable] = ""
    expect(configurationPath()).toBe(path)
    delete process.env[variable]
    expect(configurationPath()).toBe(path)
  })
})

describe("the configuration", () => {
  test("has defaults where there is no file", async () => {
    expect(await load()).toMatchObject({ _tag: "Right", right: { models: {} } })
  })

  test("has defaults for what the file does not set", async () => {
    expect(await loadText("{}")).toMatchObject({ _tag: "Right", right: { models: {} } })
  })

  test("has the names for models", async () => {
    expect(await loadText('{ "models": { "fast": "haiku", "é": "" } }')).toMatchObject({
      _tag: "Right",
      right: { models: { fast: "haiku", é: "" } },
    })
  })

  test.each([
    ["no JSON", "{"],
    ["empty", ""],
    ["no object", "[]"],
    ["null", "null"],
    ["a key that there is not", '{ "model": {} }'],
    ["names that are no object", '{ "models": ["opus"] }'],
    ["a model that is no text", '{ "models": { "opus": 4 } }'],
  ])("is refused with its path and one line of reason: %s", async (_, text) => {
    const outcome = await loadText(text)
    expect(outcome).toMatchObject({
      _tag: "Left",
      left: { _tag: "ConfigurationInvalid", path: configurationPath(), reason: expect.stringMatching(/^.+$/) },
    })
  })

  test.each([
    ["models.opus", '{ "models": { "opus": 4 } }'],
    ["models", '{ "models": 4 }'],
    ["color", '{ "color": 1 }'],
  ])("is refused with the place of what is wrong: %s", async (place, text) => {
    expect(await loadText(text)).toMatchObject({ left: { reason: expect.stringContaining(place) } })
  })

  test("is refused where it cannot be read", async () => {
    mkdirSync(configurationPath(), { recursive: true })
    expect(await load()).toMatchObject({
      _tag: "Left",
      left: { _tag: "ConfigurationInvalid", path: configurationPath() },
    })
  })
})
