import { createRequire } from 'node:module'

/** The version of the API, as the package of its document has it: all that is published has one. */
export const version: string = createRequire(import.meta.url)('@taskpact/openapi/package.json').version
