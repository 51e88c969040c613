/** A document that `--json` promises, on a line. The caller names its type, which is that of a schema of docs/schemas. */
export const documentLine = <Document extends object = never>(document: NoInfer<Document>): string =>
  `${JSON.stringify(document)}\n`
