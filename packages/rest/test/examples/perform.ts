import { createPerform, newId, type Service, ServiceError, type Stores } from '@taskpact/engine'
import { all, type contract } from './contract.js'

/** The database handle: the engine passes it to handlers and stores, and uses it for transactions. */
interface Memory {
  readonly notes: Map<string, { readonly id: string; readonly userId: string; readonly text: string }>
  transaction<T>(run: (db: Memory) => Promise<T>): Promise<T>
}

const db: Memory = { notes: new Map(), transaction: (run) => run(db) }

const service: Service<typeof contract, Memory> = {
  notes: {
    async create({ userId, text }, { db }) {
      const note = { id: newId(), userId, text }
      db.notes.set(note.id, note)
      return note
    },
    async get({ userId, noteId }, { db }) {
      const note = db.notes.get(noteId)
      if (note?.userId !== userId) throw new ServiceError('not_found', 'Note not found.')
      return note
    },
  },
}

/** No operation of this contract uses idempotency keys or the revision of a user, so these stores are empty. */
const stores: Stores<Memory> = {
  idempotency: { claim: async () => true, get: async () => undefined, save: async () => {} },
  revisions: { current: async () => undefined },
}

export const perform = createPerform({
  operations: all,
  service,
  db,
  stores,
  async identify(token) {
    if (token !== 'secret') throw new ServiceError('invalid_token', 'Invalid token.')
    return { userId: 'ada' }
  },
})
