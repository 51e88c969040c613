/** The system's name for an error, as `ENOENT`; the error as text where it has none. */
export const errorCodeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error)
