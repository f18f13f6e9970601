/** How each generator is asked for a client of a document. What it writes is found at `generated/api`. */
export const generators = {
  'openapi-fetch': {
    command: 'openapi-typescript',
    args: (document: string) => [document, '--default-non-nullable=false', '--output=generated/api.ts'],
  },
  'hey-api': {
    command: 'openapi-ts',
    args: (document: string) => ['--input', document, '--output', 'generated/api', '--client', '@hey-api/client-fetch'],
  },
  orval: {
    command: 'orval',
    args: (document: string) => ['--input', document, '--output', 'generated/api.ts', '--client', 'fetch'],
  },
} as const

export type Generator = keyof typeof generators
