/** The system's name for an error, as `ENOENT`; what can be said of it where it has none. */
export const errorCodeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error)
