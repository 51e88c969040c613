/** What keeps every request from being carried out here, in a line: what is wrong, and what to do. */
export class Unusable extends Error {}
