import { fileURLToPath } from 'node:url'
import type { Wire } from './wire.js'

/** Somebody who does the work, as a process of its own. */
export interface Contestant {
  readonly name: string
  /** The file that it is started by, built before. */
  readonly file: string
  readonly env: Readonly<Record<string, string>>
  readonly wire: Wire
  readonly kind: 'floor' | 'ours' | 'typical' | 'tuned'
  /** What else it can do, beside what all can. */
  readonly offers: readonly Extra[]
  /** It lets everything pass. */
  readonly isCareless?: true
  /** Of which packages the versions are told. */
  readonly packages: readonly string[]
}

/** Conditional requests by `If-None-Match`; several changes in one request; `Idempotency-Key`. */
export type Extra = 'unchanged' | 'batch' | 'idempotency'

const built = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))

/** As in production; the limits count, but none is reached. */
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

/** The floor is the first; the others are held against it. */
export const contestants: readonly Contestant[] = [
  {
    name: 'floor',
    kind: 'floor',
    file: built('bench/dist/peers/floor.js'),
    env: { VARIANT: 'tuned' },
    wire: 'rest',
    offers: ['unchanged', 'batch', 'idempotency'],
    isCareless: true,
    packages: ['postgres'],
  },
  { ...ours, name: 'ours REST', wire: 'rest', offers: ['unchanged', 'batch', 'idempotency'] },
  { ...ours, name: 'ours tRPC', wire: 'trpc', offers: ['batch'] },
  ...(['tuned', 'typical'] as const).flatMap((variant) =>
    peers.map(
      ([name, file, packages]): Contestant => ({
        name: `${name} ${variant}`,
        kind: variant,
        file: built(`bench/dist/peers/${file}.js`),
        env: { VARIANT: variant },
        wire: file === 'trpc' ? 'trpc' : 'rest',
        offers: [],
        packages,
      }),
    ),
  ),
]
