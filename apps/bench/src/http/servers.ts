import { fileURLToPath } from 'node:url'
import type { Protocol } from './request.js'

/** A server to compare, in a separate process. */
export interface Server {
  readonly name: string
  /** The built file that starts it. */
  readonly file: string
  readonly env: Readonly<Record<string, string>>
  readonly protocol: Protocol
  readonly kind: 'floor' | 'taskpact' | 'typical' | 'tuned'
  readonly supports: readonly Feature[]
  /** What to request until it serves. Default: a list of tasks. */
  readonly readyPath?: string
  /** Whether it does not validate input. */
  readonly acceptsAnyInput?: true
  /** Packages whose versions the page lists. */
  readonly packages: readonly string[]
}

/** Conditional requests with `If-None-Match`; several changes in one request; `Idempotency-Key`. */
export type Feature = 'unchanged' | 'batch' | 'idempotency'

/** Returns the path of a built file of the apps. */
export const built = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))

/** As in production. Rate limits are counted, but too high to be reached. */
const taskpact = {
  file: built('server/dist/main.js'),
  kind: 'taskpact',
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

/** The floor is first, because the others are compared with it. */
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
  { ...taskpact, name: 'Taskpact REST', protocol: 'rest', supports: ['unchanged', 'batch', 'idempotency'] },
  { ...taskpact, name: 'Taskpact tRPC', protocol: 'trpc', supports: ['batch'] },
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
