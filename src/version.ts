/** The version of this program; the build fills it in. */
export const ownVersion: string = process.env["OUTLIVE_VERSION"] ?? "unbuilt"
