/** Response header of a write: the last revision that it took. */
export const revisionHeader = 'Taskpact-Revision'
