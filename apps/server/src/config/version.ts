import manifest from '@taskpact/openapi/package.json' with { type: 'json' }

/** The version of the API, shared by all published packages. */
export const version: string = manifest.version
