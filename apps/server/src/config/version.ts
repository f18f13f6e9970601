import { createRequire } from 'node:module'

/** The version of the API, shared by all published packages. */
export const version: string = createRequire(import.meta.url)('@taskpact/openapi/package.json').version
