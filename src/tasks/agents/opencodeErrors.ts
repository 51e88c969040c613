/** The code of an error of which OpenCode says that another try will not help. */
export const permanentError = "permanent"
