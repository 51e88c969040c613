/*
 * The check `types` of scripts/test: prints TypeScript's errors, and the errors and warnings of Effect's language
 * service, a line each; ends with 1 if there is one. `tsc` and then `effect-language-service diagnostics` say the same,
 * but the latter makes nine programs, each of which is checked anew: 70 s of CPU, where one program takes 25.
 */
import effectDiagnostics from "@effect/language-service/transform"
import ts from "typescript"

const fail = (problems: readonly ts.Diagnostic[]): never => {
  const host: ts.FormatDiagnosticsHost = {
    getCurrentDirectory: ts.sys.getCurrentDirectory,
    getCanonicalFileName: (name) => name,
    getNewLine: () => "\n",
  }
  console.log(ts.formatDiagnostics(problems, host).trimEnd())
  process.exit(1)
}

const project = ts.getParsedCommandLineOfConfigFile("tsconfig.json", undefined, {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: (problem) => fail([problem]),
})
if (!project) throw new Error("tsconfig.json could not be read")
const program = ts.createProgram({
  rootNames: project.fileNames,
  options: project.options,
  configFileParsingDiagnostics: project.errors,
})
const problems = [...ts.getPreEmitDiagnostics(program)]

// What Effect's language service says of types that are wrong misleads.
if (problems.length === 0) {
  const plugins = project.raw.compilerOptions.plugins as readonly { readonly name: string }[]
  const options = plugins.find((plugin) => plugin.name === "@effect/language-service")
  if (!options) throw new Error("tsconfig.json does not name the plugin @effect/language-service")
  const diagnoseFile = effectDiagnostics(program, options, { addDiagnostic: (problem) => problems.push(problem), ts })()
  for (const name of project.fileNames) {
    const file = program.getSourceFile(name)
    if (file) diagnoseFile(file)
  }
}
if (problems.length > 0) fail(problems)
