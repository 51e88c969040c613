/** The version of this program; the build writes it here. */
export const ownVersion: string = process.env["OUTLIVE_VERSION"] ?? "unbuilt"
