import { describe, expect, test } from "bun:test"

import {
  formatIdentity,
  formatIdentityName,
  identitiesOf,
  identityOf,
  judge,
  type Judgement,
  parseIdentity,
  parseIdentityName,
  type ProcessIdentity,
  type SystemView,
} from "../../../../src/os/process/identity.ts"

const boot = "95ea004f-6fd2-4697-8ffe-f0e974f8aa02"
const otherBoot = "11111111-2222-3333-4444-555555555555"
const initial = 4_026_531_836
const initialUts = 4_026_531_838

/** A process as one system shows it: `ids` from the namespace of the looker inwards. */
interface Shown {
  readonly ids: readonly [number, ...Array<number>]
  readonly tick: number
  readonly namespace: number
  readonly state?: string
}

interface Given {
  readonly platform?: NodeJS.Platform
  readonly namespace?: number
  readonly uts?: number
  readonly boot?: string
  readonly machine?: string
  /** The source of the mount over /etc/hostname. */
  readonly hostnameSource?: string
  readonly hostName?: string
  /** Other lines of /proc/self/mountinfo. */
  readonly mounts?: ReadonlyArray<string>
  readonly processes?: ReadonlyArray<Shown>
  readonly hidesOthers?: boolean
  /** `/proc` is the one of a namespace further out. */
  readonly outerProc?: boolean
  readonly elsewhere?: string
  readonly startTime?: string
}

/** One system, seen by process 50 of a namespace. */
const systemWith = (given: Given = {}): SystemView => {
  const { namespace = initial } = given
  const first: Shown = { ids: [1], tick: namespace === initial ? 2 : 5000, namespace }
  const own: Shown = { ids: [50], tick: 9000, namespace }
  const shown = [...(given.hidesOthers === true ? [] : [first]), own, ...(given.processes ?? [])]
  const stat = ({ ids, state = "S", tick }: Shown) =>
    `${ids[0]} (a b) c) ${state} 1 1 1 0 -1 ${"0 ".repeat(13)}${tick} 0 0`
  const files = new Map<string, string>([
    ["/proc/sys/kernel/random/boot_id", `${given.boot ?? boot}\n`],
    ["/proc/sys/kernel/hostname", `${given.hostName ?? "vm"}\n`],
    ["/etc/machine-id", `${given.machine ?? "the-machine"}\n`],
    [
      "/proc/self/mountinfo",
      `${[`9 2 0:3 ${given.hostnameSource ?? "/x"} /etc/hostname rw - ext4 /dev/vda rw`, ...(given.mounts ?? [])].join("\n")}\n`,
    ],
    ...shown.map((process) => [`/proc/${process.ids[0]}/stat`, stat(process)] as const),
    ...shown.map(({ ids }) => [`/proc/${ids[0]}/status`, `Name:\ta\nNSpid:\t${ids.join("\t")}\n`] as const),
  ])
  const links = new Map<string, string>([
    ["/proc/self", given.outerProc === true ? "777" : "50"],
    ["/proc/self/ns/pid", `pid:[${namespace}]`],
    ["/proc/self/ns/uts", `uts:[${given.uts ?? initialUts}]`],
    ...shown.map((process) => [`/proc/${process.ids[0]}/ns/pid`, `pid:[${process.namespace}]`] as const),
  ])
  const isLinux = (given.platform ?? "linux") === "linux"
  return {
    platform: given.platform ?? "linux",
    environment: given.elsewhere === undefined ? {} : { OUTLIVE_ELSEWHERE: given.elsewhere },
    ownPid: 50,
    readFile: (path) => (isLinux ? files.get(path) : undefined),
    readLink: (path) => (isLinux ? links.get(path) : undefined),
    list: () => shown.map(({ ids }) => String(ids[0])),
    isAlive: (pid) => shown.some(({ ids, state }) => ids[0] === pid && state !== "Z"),
    startTime: () => given.startTime,
  }
}

const written = (given: Given, pid = 50): ProcessIdentity => identitiesOf(systemWith(given)).of(pid)
const judged = (identity: ProcessIdentity, given: Given = {}): Judgement =>
  identitiesOf(systemWith(given)).judge(identity)

const gone: Judgement = { _tag: "Gone" }
const docker = (id: string) => `/var/lib/docker/containers/${id.repeat(64).slice(0, 64)}/hostname`
const container: Given = {
  namespace: 4_026_532_178,
  uts: 4_026_532_175,
  machine: "",
  hostName: "0f3a",
  hostnameSource: docker("a"),
}

describe("a process of this place", () => {
  const pid = 70
  const process: Shown = { ids: [pid], tick: 9100, namespace: initial }
  const identity = written({ processes: [process] }, pid)

  test("is written with the boot, the tick of its start, and the place", () => {
    expect(identity).toEqual({ pid, mark: `${boot}:9100`, place: `${initial}/${initialUts}/the-machine/vm` })
  })
  test("is alive while it is there", () => {
    expect(judged(identity, { processes: [process] })).toEqual({ _tag: "Alive", pid })
  })
  test("is gone once it is not", () => {
    expect(judged(identity)).toEqual(gone)
  })
  test("is gone once another one has its id", () => {
    expect(judged(identity, { processes: [{ ...process, tick: 9101 }] })).toEqual(gone)
  })
  test("is gone after a reboot", () => {
    expect(judged(identity, { processes: [process], boot: otherBoot })).toEqual(gone)
  })
  test("is elsewhere after a reboot if the host has another name: another host may have a copy of its image", () => {
    const other = { processes: [process], boot: otherBoot, hostName: "renamed" }
    expect(judged(identity, other)).toEqual({ _tag: "Elsewhere", host: "vm", pidNamespace: initial })
    expect(judged(identity, { ...other, elsewhere: "gone" })).toEqual(gone)
  })
  test("is gone after a reboot where the machine has no id, but its name", () => {
    const nameless = written({ machine: "", processes: [process] }, pid)
    expect(judged(nameless, { machine: "", processes: [process], boot: otherBoot })).toEqual(gone)
  })
})

describe("a process of the host, seen from a container", () => {
  const identity = written({})

  test("is elsewhere, also where the container has a process of its id", () => {
    expect(judged(identity, container)).toEqual({ _tag: "Elsewhere", host: "vm", pidNamespace: initial })
  })
  test("is gone where the user says that nothing lives elsewhere", () => {
    expect(judged(identity, { ...container, elsewhere: "gone" })).toEqual(gone)
    expect(judged(identity, { ...container, elsewhere: "" })._tag).toBe("Elsewhere")
    expect(identitiesOf(systemWith({ ...container, elsewhere: "gone" })).isOutOfSight(identity)).toBe(true)
    expect(identitiesOf(systemWith({ elsewhere: "gone" })).isOutOfSight(identity)).toBe(false)
  })
  test("is elsewhere for an earlier version's record, too: it is older than the container", () => {
    const { mark, pid } = written({ processes: [{ ids: [70], tick: 4999, namespace: initial }] }, 70)
    expect(judged({ pid, mark }, container)).toEqual({ _tag: "Elsewhere", host: null, pidNamespace: null })
  })
  test("is gone for an earlier version's record that may be the container's own", () => {
    expect(judged({ pid: 70, mark: `${boot}:5001` }, container)).toEqual(gone)
  })
})

describe("a process of a container, seen from the host", () => {
  const { namespace = 0 } = container
  const identity = written({ ...container, processes: [{ ids: [7], tick: 6000, namespace }] }, 7)
  const shown: Shown = { ids: [4321, 7], tick: 6000, namespace }

  test("is alive under its id here", () => {
    expect(judged(identity, { processes: [shown] })).toEqual({ _tag: "Alive", pid: 4321 })
  })
  test("is found again, and not taken for a later process of the same id here", () => {
    let processes: ReadonlyArray<Shown> = [shown]
    const view = systemWith()
    const changing: SystemView = {
      ...view,
      list: () => systemWith({ processes }).list("/proc"),
      readFile: (path) => systemWith({ processes }).readFile(path),
      readLink: (path) => systemWith({ processes }).readLink(path),
    }
    const identities = identitiesOf(changing)
    expect(identities.judge(identity)).toEqual({ _tag: "Alive", pid: 4321 })
    expect(identities.judge(identity)).toEqual({ _tag: "Alive", pid: 4321 })
    processes = [{ ...shown, tick: 6001 }]
    expect(identities.judge(identity)).toEqual(gone)
  })
  test("is gone once no process is it", () => {
    expect(judged(identity)).toEqual(gone)
  })
  test("is judged likewise by an earlier version's record, which has no place", () => {
    const unplaced = { pid: identity.pid, mark: identity.mark }
    expect(judged(unplaced, { processes: [shown] })).toEqual({ _tag: "Alive", pid: 4321 })
    expect(judged(unplaced)).toEqual(gone)
    expect(judged(unplaced, { processes: [{ ...shown, tick: 6001 }] })).toEqual(gone)
    expect(judged(unplaced, { processes: [{ ...shown, ids: [4321, 8] }] })).toEqual(gone)
    expect(judged(unplaced, { hidesOthers: true })._tag).toBe("Elsewhere")
    const other: Shown = { ids: [7], tick: 1, namespace: initial }
    expect(judged(unplaced, { processes: [other, shown] })).toEqual({ _tag: "Alive", pid: 4321 })
  })
  test("is gone once it is a zombie", () => {
    expect(judged(identity, { processes: [{ ...shown, state: "Z" }] })).toEqual(gone)
  })
  test("is not a process of the host with the same id and tick, nor one of another container", () => {
    expect(judged(identity, { processes: [{ ids: [7], tick: 6000, namespace: initial }] })).toEqual(gone)
    expect(judged(identity, { processes: [{ ...shown, namespace: namespace + 9 }] })).toEqual(gone)
    expect(judged(identity, { processes: [{ ...shown, ids: [4321, 8] }] })).toEqual(gone)
  })
  test("is elsewhere where the system hides the processes of others", () => {
    expect(judged(identity, { hidesOthers: true })._tag).toBe("Elsewhere")
  })
  test("is elsewhere where `/proc` shows the ids of another namespace", () => {
    expect(judged(identity, { processes: [shown], outerProc: true })._tag).toBe("Elsewhere")
  })
})

describe("a process of another container", () => {
  const identity = written(container)
  const elsewhere: Judgement = { _tag: "Elsewhere", host: "0f3a", pidNamespace: container.namespace ?? 0 }

  test("is elsewhere, also where both have the same name", () => {
    const other = { ...container, namespace: 4_026_532_300, uts: 4_026_532_299, hostnameSource: docker("b") }
    expect(judged(identity, other)).toEqual(elsewhere)
  })
  test("is gone where that is this container before it was restarted", () => {
    const restarted = { ...container, namespace: 4_026_532_300, uts: 4_026_532_299 }
    expect(judged(identity, restarted)).toEqual(gone)
  })
  const restarted = { ...container, namespace: 4_026_532_300, uts: 4_026_532_299 }
  const root = "2 1 0:4 / / rw - overlay overlay rw"
  const ownProc = "3 2 0:5 / /proc rw - proc proc rw"
  test("is gone where that is this container before its restart, with the mounts that a container has", () => {
    const masked = "4 3 0:5 /bus /proc/bus ro - proc proc rw"
    expect(judged(identity, { ...restarted, mounts: [root, ownProc, masked] })).toEqual(gone)
  })
  test("is elsewhere for a sandbox inside that container with a UTS namespace and a `/proc` of its own", () => {
    const second = "7 3 0:6 / /proc rw - proc proc rw"
    expect(judged(identity, { ...restarted, mounts: [root, ownProc, second] })).toEqual(elsewhere)
  })
  test("is elsewhere for such a sandbox with a root of its own, into which `/etc` is bound", () => {
    const mounts = [
      "1 0 0:7 / / rw - tmpfs tmpfs rw",
      "2 1 0:4 /etc /etc ro - overlay overlay rw",
      "3 1 0:5 / /proc rw - proc proc rw",
    ]
    expect(judged(identity, { ...restarted, mounts })).toEqual(elsewhere)
  })
  test("is gone where that is this container before the machine was restarted", () => {
    expect(judged(identity, { ...container, namespace: 4_026_532_300, boot: otherBoot })).toEqual(gone)
  })
  test("is elsewhere for a sandbox inside that container", () => {
    expect(judged(identity, { ...container, namespace: 4_026_532_300 })).toEqual(elsewhere)
  })
  test("is elsewhere for a sandbox without an id", () => {
    const sandbox = { ...container, namespace: 4_026_532_300, uts: 4_026_532_299, hostnameSource: "/etc/hostname" }
    expect(judged(identity, sandbox)).toEqual(elsewhere)
  })
})

describe("a process of another host", () => {
  const identity = written({ boot: otherBoot, machine: "another", hostName: "far" })

  test("is elsewhere", () => {
    expect(judged(identity)).toEqual({ _tag: "Elsewhere", host: "far", pidNamespace: initial })
  })
  test("is elsewhere where a later version has written the place in another way", () => {
    const own = written({})
    const later = { ...own, place: `${own.place}/more` }
    expect(judged(later)).toEqual({ _tag: "Alive", pid: 50 })
    expect(judged({ ...later, pid: 51 })).toEqual({ _tag: "Elsewhere", host: null, pidNamespace: null })
  })
  test("is elsewhere where the two hosts have the same name", () => {
    expect(judged({ ...identity, place: `${initial}/${initialUts}/another/vm` })._tag).toBe("Elsewhere")
  })
  test("is elsewhere for a container here, also where both images have the same machine id", () => {
    expect(judged(identity, { ...container, machine: "another" })._tag).toBe("Elsewhere")
  })
  test("is elsewhere where that has another kind of system", () => {
    const mac: Given = { platform: "darwin", startTime: "Mon Nov 30 19:59:21 2026" }
    expect(written(mac)).toEqual({ pid: 50, mark: "Mon_Nov_30_19:59:21_2026" })
    expect(judged(written(mac))).toEqual({ _tag: "Elsewhere", host: null, pidNamespace: null })
    expect(judged(identity, mac)).toEqual({ _tag: "Elsewhere", host: "far", pidNamespace: null })
    expect(judged(written(mac), mac)).toEqual({ _tag: "Alive", pid: 50 })
  })
})

describe("a record of an earlier version", () => {
  test("is judged by its id and mark", () => {
    const { mark, pid } = written({})
    expect(judged({ pid, mark })).toEqual({ _tag: "Alive", pid })
    expect(judged({ pid, mark: `${boot}:1` })).toEqual(gone)
    expect(judged({ pid, mark: `${otherBoot}:9000` })).toEqual(gone)
  })
  test("without a mark is of any process of its id", () => {
    expect(judged({ pid: 50, mark: "" })).toEqual({ _tag: "Alive", pid: 50 })
    expect(judged({ pid: 51, mark: "" })).toEqual(gone)
  })
})

test("a record is of an earlier boot where its mark names another one", () => {
  const { isOfEarlierBoot } = identitiesOf(systemWith())
  expect(isOfEarlierBoot(written({}))).toBe(false)
  expect(isOfEarlierBoot(written({ boot: otherBoot }))).toBe(true)
  expect(isOfEarlierBoot({ pid: 1, mark: "Mon_Nov_30_19:59:21_2026" })).toBe(false)
  expect(isOfEarlierBoot({ pid: 1, mark: "" })).toBe(false)
})

describe("an identity in a file", () => {
  const identity = { pid: 7, mark: `${boot}:9`, place: "1/2//h" }

  test("is read as it was written", () => {
    expect(formatIdentity(identity)).toBe(`7 ${boot}:9 1/2//h\n`)
    expect(parseIdentity(formatIdentity(identity))).toEqual(identity)
    expect(parseIdentity(formatIdentity({ pid: 7, mark: "" }))).toEqual({ pid: 7, mark: "" })
    expect(parseIdentity(formatIdentity({ ...identity, mark: "" }))).toEqual({ ...identity, mark: "" })
  })
  test("is read as an earlier version wrote it", () => {
    expect(parseIdentity(`7 ${boot}:9\n`)).toEqual({ pid: 7, mark: `${boot}:9` })
    expect(parseIdentity("7\n")).toEqual({ pid: 7, mark: "" })
  })
  test.each(["", "\n", "0 x", "-1 x", "abc", "99999999999 x", "7x y"])("is none where that reads %j", (text) => {
    expect(parseIdentity(text)).toBeUndefined()
  })
  test("is the end of its name, with the place in its content", () => {
    expect(formatIdentityName(identity)).toBe(`7.${boot}:9`)
    expect(parseIdentityName(`7.${boot}:9`, formatIdentity(identity))).toEqual(identity)
    expect(parseIdentityName("7.", "")).toEqual({ pid: 7, mark: "" })
    expect(parseIdentityName("x", formatIdentity(identity))).toBeUndefined()
  })
  test("has no place while the content is that of the owner before", () => {
    expect(parseIdentityName(`8.${boot}:9`, formatIdentity(identity))).toEqual({ pid: 8, mark: `${boot}:9` })
    expect(parseIdentityName("7.other", formatIdentity(identity))).toEqual({ pid: 7, mark: "other" })
  })
})

test("this process is alive on this system, and a child of it once it has ended is not", async () => {
  expect(judge(identityOf(process.pid))).toEqual({ _tag: "Alive", pid: process.pid })
  const child = Bun.spawn(["sleep", "60"])
  const identity = identityOf(child.pid)
  expect(identity.mark).not.toBe("")
  expect(judge(identity)).toEqual({ _tag: "Alive", pid: child.pid })
  child.kill("SIGKILL")
  await child.exited
  expect(judge(identity)).toEqual(gone)
})
