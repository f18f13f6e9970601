import { beforeEach, describe, expect, it } from 'vitest'
import type { Transactional, TransactionOptions, UserContext } from './index.js'
import { createSnapshots, type Snapshots } from './snapshot.js'

interface Db extends Transactional<Db> {
  readonly options?: TransactionOptions | undefined
}

const db: Db = { transaction: (work, options) => work({ ...db, options }) }

function contextOf(userId: string, signal = new AbortController().signal) {
  return { caller: { userId }, db, signal } as UserContext<Db>
}

async function* letters(): AsyncGenerator<string> {
  yield* ['a', 'b']
}

async function readWhole(list: AsyncIterable<string>): Promise<string> {
  let read = ''
  for await (const item of list) read += item
  return read
}

describe('snapshots', () => {
  let inSnapshot: Snapshots<Db>
  beforeEach(() => {
    inSnapshot = createSnapshots({ maxPerUser: 2 })
  })
  const begin = (ctx: UserContext<Db>) => inSnapshot(ctx, (_inside, store) => store(letters()))

  it('are read in one read-only transaction at repeatable read', async () => {
    for (let round = 0; round < 5; round++) {
      const options = await inSnapshot(contextOf('ada'), async ({ db }) => db.options)
      expect(options).toEqual({ isolationLevel: 'repeatable read', accessMode: 'read only' })
    }
  })

  it('can be read after the transaction', async () => {
    expect(await readWhole(await begin(contextOf('ada')))).toBe('ab')
  })

  it('are refused while the user has too many that are not read', async () => {
    const [first] = [await begin(contextOf('ada')), await begin(contextOf('ada'))]

    await expect(begin(contextOf('ada'))).rejects.toMatchObject({ code: 'unavailable' })
    expect(await readWhole(await begin(contextOf('eve')))).toBe('ab')

    await readWhole(first)
    expect(await readWhole(await begin(contextOf('ada')))).toBe('ab')
  })

  it('end when the client disconnects', async () => {
    for (let round = 0; round < 5; round++) {
      const client = new AbortController()
      const list = await begin(contextOf('ada', client.signal))
      client.abort()
      expect(await readWhole(list)).toBe('')
    }
  })

  it('do not begin if the client has disconnected', async () => {
    for (let round = 0; round < 5; round++)
      await expect(begin(contextOf('ada', AbortSignal.abort()))).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('end if they cannot be read', async () => {
    const read = async () => Promise.reject(new Error('The table is missing'))
    for (let round = 0; round < 5; round++)
      await expect(inSnapshot(contextOf('ada'), read)).rejects.toThrow('The table is missing')
  })
})
