/*
 * Where a process id is valid: in one PID namespace of one running system. A container that shares files with its host, and
 * another host that mounts the same file system, read the same ids and see other processes under them.
 */

/** What of the system tells where this process is: a table of files will do in a test. */
export interface PlaceView {
  readonly platform: NodeJS.Platform
  readonly readFile: (path: string) => string | undefined
  readonly readLink: (path: string) => string | undefined
}

/** A PID namespace of a system, as far as it can be told from others. */
export interface Place {
  /** The inode of the PID namespace. It says nothing by itself: another boot, and another host, use the number again. */
  readonly namespace: number
  /** The inode of the UTS namespace, which has the host name. */
  readonly hostNamespace: number
  /** What stays the same over restarts: the machine's id, or inside a container the container's; empty where unknown. */
  readonly machine: string
  readonly host: string
}

/** The PID namespace that a machine boots with has the same number everywhere. (PROC_PID_INIT_INO in linux/proc_ns.h) */
const initialNamespace = 0xeffffffc

/** Whether the place is no container: it has the PID namespace that the machine booted with. */
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

/** Inside a container that of the container, by its UTS namespace. */
const hostName = (view: PlaceView): string => view.readFile("/proc/sys/kernel/hostname")?.trim() ?? ""

/** (machine-id(5)) */
const machineId = (view: PlaceView): string => view.readFile("/etc/machine-id")?.trim() ?? ""

/**
 * Docker, Podman and the runtimes of Kubernetes mount a file over `/etc/hostname` that lies in a directory named by the
 * container's id. The id is the same after the container was stopped and started again, and no other container has it.
 */
const containerId = (view: PlaceView): string => {
  const mounts = (view.readFile("/proc/self/mountinfo") ?? "").split("\n").map((line) => line.split(" "))
  const source = mounts.find((fields) => fields[4] === "/etc/hostname")?.[3] ?? ""
  return /[0-9a-f]{64}/.exec(source)?.[0] ?? ""
}

/** Blanks and slashes are what a place is written with. */
const oneWord = (text: string): string => text.replaceAll(/[\s/]+/g, "_")

/** The place in one word, for a file; `parsePlace` reads it. */
export const formatPlace = ({ host, hostNamespace, machine, namespace }: Place): string =>
  [namespace, hostNamespace, machine, host].join("/")

/** The place that was written; `undefined` where the text is none, as of the versions that wrote none. */
export const parsePlace = (text: string | undefined): Place | undefined => {
  const [, namespace, hostNamespace, machine = "", host = ""] =
    /^(\d+)\/(\d+)\/([^\s/]*)\/([^\s/]*)$/.exec(text ?? "") ?? []
  return namespace === undefined
    ? undefined
    : { namespace: Number(namespace), hostNamespace: Number(hostNamespace), machine, host }
}

/** Whether `other`, a place of another boot, was a place of the same machine or the same container before it was restarted. */
export const isOfSameMachine = (other: Place, own: Place): boolean => {
  if (isOutermost(other) !== isOutermost(own)) return false
  return other.machine !== "" && own.machine !== "" ? other.machine === own.machine : other.host === own.host
}

/**
 * Whether `other`, a place of this boot, is what `own` was before the container was restarted. A sandbox inside a container
 * has the container's id too, but shares its UTS namespace, unless it was told to have its own.
 */
export const isFormerLifeOf = (own: Place, other: Place): boolean =>
  !isOutermost(own) &&
  !isOutermost(other) &&
  own.machine !== "" &&
  other.machine === own.machine &&
  other.hostNamespace !== own.hostNamespace
