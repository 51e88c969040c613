import { dlopen, type FFIFunction } from "bun:ffi"

/** Where the C library is: glibc, musl, macOS. */
const libraries = [
  "libc.so.6",
  `libc.musl-${process.arch === "arm64" ? "aarch64" : "x86_64"}.so.1`,
  "libSystem.B.dylib",
]

/**
 * Functions of the C library, for what the runtime has no call for; `undefined` where they cannot be loaded, as in a process
 * without the just-in-time compiler (`BUN_JSC_useJIT=0`).
 */
export const openLibc = <Functions extends Record<string, FFIFunction>>(functions: Functions) => {
  for (const library of libraries) {
    try {
      return dlopen(library, functions).symbols
    } catch {
      // The library is another system's, or has no such function.
    }
  }
  return undefined
}
