import { fileURLToPath } from 'node:url'
import type { Protocol } from './request.js'

/** A server to compare, which runs as a process of its own. */
export interface Server {
  readonly name: string
  /** The built file that starts it. */
  readonly file: string
  readonly env: Readonly<Record<string, string>>
  readonly protocol: Protocol
  readonly kind: 'floor' | 'ours' | 'typical' | 'tuned'
  readonly supports: readonly Feature[]
  /** It does not validate input. */
  readonly acceptsAnyInput?: true
  /** Packages whose versions the page lists. */
  readonly packages: readonly string[]
}

/** Conditional requests by `If-None-Match`; several changes in one request; `Idempotency-Key`. */
export type Feature = 'unchanged' | 'batch' | 'idempotency'

const built = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))

/** As in production. Rate limits are counted, and high enough not to be reached. */
const ours = {
  file: built('server/dist/main.js'),
  kind: 'ours',
  env: {
    ENVIRONMENT: 'production',
    HOST: '127.0.0.1',
    RATE_LIMIT_READ: '100000',
    RATE_LIMIT_WRITE: '100000',
    MAX_TASKS_PER_USER: '999999',
    SHUTDOWN_DELAY: '0',
  },
  packages: [],
} as const

const peers = [
  ['Fastify', 'fastify', ['fastify', 'drizzle-orm']],
  ['Hono', 'hono', ['hono', '@hono/node-server', '@hono/zod-validator', 'zod', 'drizzle-orm']],
  ['oRPC', 'orpc', ['@orpc/server', '@orpc/openapi', 'zod', 'drizzle-orm']],
  ['tRPC', 'trpc', ['@trpc/server', 'zod', 'drizzle-orm']],
  ['ts-rest', 'ts-rest', ['@ts-rest/express', 'express', 'zod', 'drizzle-orm']],
] as const

/** The floor comes first: the others are compared with it. */
export const servers: readonly Server[] = [
  {
    name: 'floor',
    kind: 'floor',
    file: built('bench/dist/peers/floor.js'),
    env: { VARIANT: 'tuned' },
    protocol: 'rest',
    supports: ['unchanged', 'batch', 'idempotency'],
    acceptsAnyInput: true,
    packages: ['postgres'],
  },
  { ...ours, name: 'ours REST', protocol: 'rest', supports: ['unchanged', 'batch', 'idempotency'] },
  { ...ours, name: 'ours tRPC', protocol: 'trpc', supports: ['batch'] },
  ...(['tuned', 'typical'] as const).flatMap((variant) =>
    peers.map(
      ([name, file, packages]): Server => ({
        name: `${name} ${variant}`,
        kind: variant,
        file: built(`bench/dist/peers/${file}.js`),
        env: { VARIANT: variant },
        protocol: file === 'trpc' ? 'trpc' : 'rest',
        supports: [],
        packages,
      }),
    ),
  ),
]
