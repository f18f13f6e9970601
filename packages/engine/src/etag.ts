import { createHash } from 'node:crypto'
import { type Operation, ownerParameter } from '@taskpact/contract/core'
import { LRUCache } from 'lru-cache'
import * as z from 'zod'
import type { History } from './stores.js'

interface Read {
  readonly operation: Operation
  readonly input: Readonly<Record<string, unknown>>
}

/** Entity tags of outputs (RFC 9110, section 8.8.3), without quotes. */
export interface ETags {
  /** Whether the tag of a query is known from the revision of its user alone, without running the handler. */
  isKnownByRevision(read: Read): boolean
  /** Returns undefined if the output of the operation has no tag. */
  of(read: Read, revision: unknown): string | undefined
}

export function createETags(operations: readonly Operation[], history: History): ETags {
  const schemas = digest(
    JSON.stringify(operations.map(({ name, output }) => [name, output && z.toJSONSchema(output, { io: 'output' })])),
  )
  /** A server with other schemas renders the same revision differently, and two users of one browser share its cache. */
  const suffixes = new LRUCache<string, string>({ max: 10_000, memoMethod: (userId) => digest(`${schemas} ${userId}`) })

  return {
    // A cursor has to be validated by the handler.
    isKnownByRevision: ({ operation, input }) =>
      operation.metadata.etag === 'user-revision' && input.cursor === undefined,
    of({ operation, input }, revision) {
      const { etag, clock = [] } = operation.metadata
      if (typeof revision !== 'number' || etag === undefined) return undefined
      if (clock.some((field) => input[field] !== undefined)) return undefined
      const { epoch } = history
      // As `headerParameters.ifMatch` reads it.
      const tag = epoch === undefined ? String(revision) : `${epoch}-${revision}`
      return etag === 'revision' ? tag : `${tag}-${suffixes.memo(String(input[ownerParameter]))}`
    },
  }
}

/** Whether `If-None-Match`, a list of quoted tags or `*`, names a tag (RFC 9110, section 13.1.2). */
export function isListed(ifNoneMatch: readonly string[] | undefined, etag: string | undefined): etag is string {
  if (etag === undefined || ifNoneMatch === undefined) return false
  return ifNoneMatch.includes(`"${etag}"`) || ifNoneMatch.includes('*')
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12)
}
