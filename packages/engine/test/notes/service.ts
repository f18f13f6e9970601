import { type Context, readPage, type Service, ServiceError, type UserContext } from '@taskpact/engine'
import * as z from 'zod'
import type { Note, notesContract } from './contract.js'
import type { MemoryDatabase } from './memory-database.js'

const changesPerPage = 3

type Ctx = UserContext<MemoryDatabase>

export function createNotesService(): Service<typeof notesContract, MemoryDatabase> {
  return {
    system: {
      ping: async ({ word }) => ({ ok: true, ...(word !== undefined && { word }) }),
      fail: async ({ how }, ctx) => fail(how, ctx),
    },
    notes: {
      async list({ limit, cursor }, ctx) {
        const notes = notesOf(ctx)
        const key = { key: ['notes', ctx.caller.userId], position: z.string(), positionOf: ({ id }: Note) => id }
        const page = await readPage(key, { limit, cursor, history: ctx.history }, async (after, count) => {
          const start = after === undefined ? 0 : notes.findIndex(({ id }) => id === after) + 1
          return notes.slice(start, start + count)
        })
        return { ...page, revision: revisionOf(ctx) }
      },
      async create({ text }, ctx) {
        if (text === 'conflict') throw new ServiceError('conflict', 'There is such a note.')
        const revision = nextRevision(ctx)
        const note = { id: `note ${revision}`, text, revision }
        ctx.db.rows.notes.set(ctx.caller.userId, [...notesOf(ctx), note])
        return note
      },
      all: async ({ failAfter }, ctx) => ({
        title: 'All',
        notes: itemsOf(notesOf(ctx), Number(failAfter ?? Infinity)),
      }),
      download: async ({ format }, ctx) => linesOf(notesOf(ctx), format),
      upload: async ({ format, content }) => ({ format, length: content.length }),
      changes: async ({ since = '0' }, ctx) => {
        ctx.db.queries.push('changes')
        const found = notesOf(ctx)
          .filter((note) => note.revision > Number(since))
          .sort((a, b) => a.revision - b.revision)
        const items = found.slice(0, changesPerPage)
        const hasMore = found.length > items.length
        const revision = hasMore ? (items.at(-1)?.revision ?? 0) : revisionOf(ctx)
        return { items, revision, nextCursor: String(revision), hasMore }
      },
      get: async ({ noteId }, ctx) => noteOf(noteId, ctx),
      async update({ noteId, text, ifMatch }, ctx) {
        const note = noteOf(noteId, ctx)
        if (ifMatch !== undefined && ifMatch !== note.revision) {
          const facts = { currentRevision: note.revision }
          throw new ServiceError('revision_mismatch', 'The note has another revision.', { facts })
        }
        return Object.assign(note, { text, revision: nextRevision(ctx) })
      },
      async remove({ noteId }, ctx) {
        const removed = noteOf(noteId, ctx)
        ctx.db.rows.notes.set(
          ctx.caller.userId,
          notesOf(ctx).filter((note) => note !== removed),
        )
        return { revision: nextRevision(ctx) }
      },
    },
    memos: { read: async ({ noteId }, ctx) => noteOf(noteId, ctx), clear: async () => ({}) },
  }
}

function fail(how: string, { refreshToken }: Context<MemoryDatabase>): Record<string, never> {
  if (how === 'with-cookie') refreshToken?.clear()
  if (how === 'expected' || how === 'with-cookie') throw new ServiceError('conflict', 'It fails.')
  if (how === 'unexpected') throw new Error('secret details')
  if (how === 'database') throw Object.assign(new Error('connection lost'), { code: '08006' })
  return {}
}

const notesOf = ({ db, caller }: Ctx) => db.rows.notes.get(caller.userId) ?? []
const revisionOf = ({ db, caller }: Ctx) => db.rows.revisions.get(caller.userId) ?? 0

function nextRevision(ctx: Ctx): number {
  const revision = revisionOf(ctx) + 1
  ctx.db.rows.revisions.set(ctx.caller.userId, revision)
  return revision
}

function noteOf(noteId: string, ctx: Ctx): Note {
  const found = notesOf(ctx).find(({ id }) => id === noteId)
  if (!found) throw new ServiceError('not_found', 'Note not found.')
  return found
}

// More fields than the contract declares, which the output must not contain.
async function* itemsOf(notes: readonly Note[], failAfter: number) {
  for (const [index, note] of notes.entries()) {
    if (index === failAfter) throw new Error('secret details')
    yield { ...note, secret: 'x' }
  }
}

async function* linesOf(notes: readonly Note[], format: string): AsyncGenerator<string> {
  if (format === 'json') {
    yield JSON.stringify(notes)
    return
  }
  yield 'id,text\r\n'
  for (const { id, text } of notes) yield `${id},${text}\r\n`
}
