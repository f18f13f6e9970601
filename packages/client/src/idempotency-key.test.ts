import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRecordingServer, type RecordingServer } from '../test/recording-server.js'
import { rejection } from '../test/rejection.js'
import { dropConnection, json, type Respond, unavailable } from '../test/responses.js'
import { type Client, createClient } from './create-client.js'

let server: RecordingServer
let responses: Respond[]

beforeEach(async () => {
  responses = []
  server = await openRecordingServer((res) => (responses.shift() ?? json({ id: '1' }))(res))
})
afterEach(() => server.close())

const client = () => createClient({ baseUrl: server.baseUrl })
const sentKeys = () => server.requests.map(({ headers }) => headers['idempotency-key'])

const mutations: [string, (client: Client) => Promise<unknown>][] = [
  ['create', ({ tasks }) => tasks.create({ title: 'a' })],
  ['batch', ({ tasks }) => tasks.batch({ operations: [] })],
  ['import', ({ tasks }) => tasks.import({ content: '[]' })],
  ['restore', ({ tasks }) => tasks.restore({ taskId: '1', ifMatch: 7 })],
]

describe.each(mutations)('generated Idempotency-Key of %s', (_name, call) => {
  it('is the same for all attempts of a call', async () => {
    responses = [dropConnection, unavailable]

    await call(client())

    const [first, ...others] = sentKeys()
    expect(first).toMatch(/^"[0-9a-f]{32}"$/)
    expect(others).toEqual([first, first])
    expect(new Set(server.requests.map(({ body }) => body)).size).toBe(1)
  })

  it('differs between calls', async () => {
    await call(client())
    await call(client())

    expect(new Set(sentKeys()).size).toBe(2)
  })
})

describe('idempotencyKey in the input', () => {
  it('is sent unchanged in all attempts', async () => {
    responses = [dropConnection]

    await client().tasks.create({ title: 'a', idempotencyKey: 'mine' })

    expect(sentKeys()).toEqual(['"mine"', '"mine"'])
  })

  it('is generated if it is undefined', async () => {
    await client().tasks.create({ title: 'a', idempotencyKey: undefined })

    expect(sentKeys()).toEqual([expect.stringMatching(/^"[0-9a-f]{32}"$/)])
  })

  it('is rejected with invalid_input if it contains a line break (header injection)', async () => {
    const error = await rejection(client().tasks.create({ title: 'a', idempotencyKey: 'a\r\nX: y' }))

    expect(error).toMatchObject({ code: 'invalid_input', errors: [{ in: 'header', pointer: '/Idempotency-Key' }] })
    expect(server.requests).toEqual([])
  })
})
