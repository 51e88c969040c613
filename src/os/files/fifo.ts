import { openLibc } from "../process/libc.ts"
import { privateFileMode } from "./privateModes.ts"

let functions: ReturnType<typeof openFunctions> | undefined

const openFunctions = () => openLibc({ mkfifo: { args: ["cstring", "u32"], returns: "int" } })

/** Makes a named pipe for this user alone. Throws where the system refuses. */
export const makeFifo = (path: string): void => {
  const libc = (functions ??= openFunctions())
  const made =
    libc === undefined
      ? Bun.spawnSync(["mkfifo", "-m", privateFileMode.toString(8), path]).exitCode === 0
      : libc.mkfifo(Buffer.from(`${path}\0`), privateFileMode) === 0
  if (!made) throw new Error(`no pipe could be made at ${path}`)
}
