/** The code that an error gets where OpenCode says that another attempt does not mend it. */
export const permanentError = "permanent"
