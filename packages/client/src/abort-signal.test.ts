import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRecordingServer, type RecordingServer } from '../test/recording-server.js'
import { json, type Respond } from '../test/responses.js'
import { createClient } from './create-client.js'

let server: RecordingServer
let respond: Respond

beforeEach(async () => {
  respond = json({ items: [], nextCursor: null })
  server = await openRecordingServer((res) => respond(res))
})
afterEach(() => server.close())

const list = (signal: AbortSignal) => createClient({ baseUrl: server.baseUrl, retries: 0 }).tasks.list({}, { signal })
const reason = new Error('The page was left')

describe('signal option', () => {
  it('sends no request if it is already aborted', async () => {
    await expect(list(AbortSignal.abort(reason))).rejects.toBe(reason)
    expect(server.requests).toEqual([])
  })

  it('rejects with its reason if aborted before the response', async () => {
    const controller = new AbortController()
    respond = () => controller.abort(reason)

    await expect(list(controller.signal)).rejects.toBe(reason)
  })

  it.each([200, 500])('rejects with its reason if aborted during the body of a %d response', async (status) => {
    const controller = new AbortController()
    respond = (res) => {
      res.writeHead(status, { 'content-type': 'application/json', 'content-length': 100 }).write('{"items":')
      setTimeout(() => controller.abort(reason), 50)
    }

    await expect(list(controller.signal)).rejects.toBe(reason)
  })

  it('rejects with the TimeoutError of AbortSignal.timeout', async () => {
    respond = () => {}

    await expect(list(AbortSignal.timeout(30))).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  it('has no effect if it is never aborted', async () => {
    expect(await list(new AbortController().signal)).toMatchObject({ items: [] })
  })
})
