import { createRequire } from 'node:module'

/** The version of the server, as its package says. */
export const version: string = createRequire(import.meta.url)('../package.json').version
