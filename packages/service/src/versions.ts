import { createHash } from 'node:crypto'
import type { Operation } from '@taskpact/contract'
import { compiledQuery, type Database, userRevisions } from '@taskpact/db'
import { eq, sql } from 'drizzle-orm'
import { LRUCache } from 'lru-cache'
import * as z from 'zod'

/** Whose data are read, with which input. */
interface Read {
  readonly operation: Operation
  readonly input: Readonly<Record<string, unknown>>
}

const getRevision = compiledQuery({
  name: 'user_revision',
  build: (db) =>
    db
      .select({ revision: userRevisions.revision })
      .from(userRevisions)
      .where(eq(userRevisions.userId, sql.placeholder('userId'))),
})

/** Names the states of what operations show, so that who has one need not get it again. */
export interface Versions {
  /** Of everything that a user has, by one read of a primary key. Undefined where the operation has no such version. */
  ofUser(read: Read, userId: string, db: Database): Promise<string | undefined>
  /** Of what a handler gave. */
  ofOutput(read: Read, output: unknown): string | undefined
}

export function createVersions(operations: readonly Operation[]): Versions {
  const print = fingerprintOf(operations)
  const version = ({ operation, input }: Read, revision: unknown) => {
    const { etag, clock = [] } = operation.metadata
    if (typeof revision !== 'number' || etag === undefined) return undefined
    if (clock.some((field) => input[field] !== undefined)) return undefined
    // Two users may have the same revision, and a browser one cache for both.
    return etag === 'revision' ? String(revision) : `${revision}-${markOf(String(input.userId))}`
  }
  const marks = new LRUCache<string, string>({ max: 10_000, memoMethod: (userId) => digest(`${print} ${userId}`) })
  const markOf = (userId: string) => marks.memo(userId)
  return {
    async ofUser(read, userId, db) {
      // That a cursor is one of this list is for the list to say.
      if (read.operation.metadata.etag !== 'user-revision' || read.input.cursor !== undefined) return undefined
      const [owner] = await getRevision(db, { userId })
      return version(read, owner?.revision)
    },
    ofOutput: (read, output) => version(read, (output as { revision?: unknown } | undefined)?.revision),
  }
}

/** A page that an older server made may look otherwise at the same revision. */
function fingerprintOf(operations: readonly Operation[]): string {
  const outputs = operations.map(({ name, output }) => [name, output && z.toJSONSchema(output, { io: 'output' })])
  return digest(JSON.stringify(outputs))
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12)
}
