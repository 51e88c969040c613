/*
 * A process id is valid only in one PID namespace of one running system. A container may share files with its host, and
 * two hosts may mount the same file system: the ids that they read there are other processes' here.
 */

/** What tells where this process is; in a test, a table of files. */
export interface PlaceView {
  readonly platform: NodeJS.Platform
  readonly readFile: (path: string) => string | undefined
  readonly readLink: (path: string) => string | undefined
}

/** What tells a PID namespace of a system from others. */
export interface Place {
  /** The inode of the PID namespace. Alone it proves nothing: another boot or another host uses the same numbers. */
  readonly namespace: number
  /** The inode of the UTS namespace, which has the host name. */
  readonly hostNamespace: number
  /** The id of the machine, or of the container this is in: it survives a restart. Empty where unknown. */
  readonly machine: string
  readonly host: string
}

/** The inode of the PID namespace that every machine boots with. (PROC_PID_INIT_INO in linux/proc_ns.h) */
const initialNamespace = 0xeffffffc

/** Whether the place is the machine itself, not a container: it has the PID namespace that the machine booted with. */
export const isOutermost = ({ namespace }: Place): boolean => namespace === initialNamespace

/** Where this process is; `undefined` where the system has no namespaces, or does not tell. */
export const placeIn = (view: PlaceView): Place | undefined => {
  const namespace = inodeOf(view, "pid")
  if (namespace === undefined) return undefined
  const place = { namespace, hostNamespace: inodeOf(view, "uts") ?? 0, machine: "", host: oneWord(hostName(view)) }
  return { ...place, machine: oneWord(isOutermost(place) ? machineId(view) : containerId(view)) }
}

const inodeOf = (view: PlaceView, kind: "pid" | "uts"): number | undefined => {
  const inode = /\[(\d+)\]$/.exec(view.platform === "linux" ? (view.readLink(`/proc/self/ns/${kind}`) ?? "") : "")?.[1]
  return inode === undefined ? undefined : Number(inode)
}

/** The host name; inside a container, the container's, by its UTS namespace. */
const hostName = (view: PlaceView): string => view.readFile("/proc/sys/kernel/hostname")?.trim() ?? ""

/** (machine-id(5)) */
const machineId = (view: PlaceView): string => view.readFile("/etc/machine-id")?.trim() ?? ""

/**
 * Docker, Podman and the runtimes of Kubernetes mount a file over `/etc/hostname` from a directory that is named by the
 * container's id. The id stays when the container is stopped and started again, and no other container has it.
 */
const containerId = (view: PlaceView): string => {
  const source = mountsIn(view).find(({ at }) => at === "/etc/hostname")?.source ?? ""
  return /[0-9a-f]{64}/.exec(source)?.[0] ?? ""
}

/** The mounts of this process. (proc_pid_mountinfo(5)) */
const mountsIn = (view: PlaceView) =>
  (view.readFile("/proc/self/mountinfo") ?? "").split("\n").map((line) => {
    const [id = "", parent = "", , source = "", at = ""] = line.split(" ")
    return { id, parent, source, at }
  })

/**
 * Whether the mounts are those of a sandbox inside a container, as unshare and bwrap make them: `/proc` is mounted over
 * the container's, or `/etc` was bound into another root. A container runtime does neither.
 */
export const isSandbox = (view: PlaceView): boolean => {
  const mounts = mountsIn(view)
  const hostname = mounts.find(({ at }) => at === "/etc/hostname")
  const below = mounts.find(({ id }) => id === hostname?.parent)?.at ?? "/"
  return mounts.filter(({ at }) => at === "/proc").length > 1 || below !== "/"
}

/** A written place is one word with slashes between its parts, so no part may have blanks or slashes. */
const oneWord = (text: string): string => text.replaceAll(/[\s/]+/g, "_")

/** The place in one word, for a file; `parsePlace` reads it. */
export const formatPlace = ({ host, hostNamespace, machine, namespace }: Place): string =>
  [namespace, hostNamespace, machine, host].join("/")

/** The place in the text; `undefined` if it holds none, as earlier versions wrote none. */
export const parsePlace = (text: string | undefined): Place | undefined => {
  const [, namespace, hostNamespace, machine = "", host = ""] =
    /^(\d+)\/(\d+)\/([^\s/]*)\/([^\s/]*)$/.exec(text ?? "") ?? []
  return namespace === undefined
    ? undefined
    : { namespace: Number(namespace), hostNamespace: Number(hostNamespace), machine, host }
}

/**
 * Whether `other`, a place of another boot, is the same machine, or the same container, before its restart. A machine's id is
 * copied with its image, so its name has to agree too: what is wrongly held for gone would be started a second time.
 */
export const isOfSameMachine = (other: Place, own: Place): boolean => {
  if (isOutermost(other) !== isOutermost(own)) return false
  if (other.machine === "" || own.machine === "") return other.host === own.host
  return other.machine === own.machine && (!isOutermost(own) || other.host === own.host)
}

/**
 * Whether `other`, a place of this boot, is the container of `own` before its restart, unless `own` is a sandbox
 * (`isSandbox`). A sandbox inside a container has the container's id too; most share its UTS namespace.
 */
export const isFormerLifeOf = (own: Place, other: Place): boolean =>
  !isOutermost(own) &&
  !isOutermost(other) &&
  own.machine !== "" &&
  other.machine === own.machine &&
  other.hostNamespace !== own.hostNamespace
