// The package has no types of its own.
declare module "@effect/language-service/transform" {
  import type ts from "typescript"

  /** Gives `addDiagnostic` the errors and warnings of each file that the returned functions are called with. */
  export default function transform(
    program: ts.Program,
    options: object,
    host: { readonly addDiagnostic: (problem: ts.Diagnostic) => void; readonly ts: typeof ts },
  ): (context?: ts.TransformationContext) => (file: ts.SourceFile) => ts.SourceFile
}
