import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRecordingServer, type RecordingServer } from '../test/recording-server.js'
import { dropConnection, json, type Respond, unavailable } from '../test/responses.js'
import { createClient } from './create-client.js'
import type { Deprecation, Hooks, ResponseEvent } from './hooks.js'

let server: RecordingServer
let responses: Respond[]

beforeEach(async () => {
  responses = []
  server = await openRecordingServer((res) => (responses.shift() ?? json({ id: '1' }))(res))
})
afterEach(() => server.close())

const client = (hooks: Hooks) => createClient({ baseUrl: server.baseUrl, ...hooks })

describe('onRequest and onResponse hooks', () => {
  it('calls onRequest before each attempt and sends the headers that it sets', async () => {
    const calls: string[] = []
    responses = [unavailable]

    await client({
      onRequest({ operation, method, headers }) {
        calls.push(`${operation} ${method}`)
        headers.set('traceparent', '00-1-2-00')
      },
    }).tasks.get({ taskId: '1' })

    expect(calls).toEqual(['tasks.get GET', 'tasks.get GET'])
    expect(server.requests.map(({ headers }) => headers.traceparent)).toEqual(['00-1-2-00', '00-1-2-00'])
  })

  it('calls onResponse after each response, including errors', async () => {
    const events: ResponseEvent[] = []
    responses = [dropConnection, unavailable]

    await client({ onResponse: (event) => void events.push(event) }).tasks.get({ taskId: '1' })

    expect(events.map(({ operation, status }) => [operation, status])).toEqual([
      ['tasks.get', 503],
      ['tasks.get', 200],
    ])
    expect(events.every(({ ms, url }) => ms > 0 && url === `${server.baseUrl}/api/me/tasks/1`)).toBe(true)
  })

  it.each(['onRequest', 'onResponse'] as const)('rejects the call with an exception of the hook: %s', async (hook) => {
    const reason = new TypeError('A mistake')
    const throws = () => {
      throw reason
    }

    await expect(client({ [hook]: throws }).tasks.get({ taskId: '1' })).rejects.toBe(reason)
  })
})

describe('onDeprecated hook', () => {
  const deprecationsFor = async (headers: Record<string, string>) => {
    const deprecations: Deprecation[] = []
    responses = [(res) => res.writeHead(200, headers).end('{"id":"1"}')]
    await client({ onDeprecated: (deprecation) => deprecations.push(deprecation) }).tasks.get({ taskId: '1' })
    return deprecations
  }

  it('receives the dates and the successor from Deprecation, Sunset and Link', async () => {
    const deprecations = await deprecationsFor({
      deprecation: '@1688169599',
      sunset: 'Sun, 30 Jun 2030 23:59:59 GMT',
      link: '<?cursor=a,b>; rel="next", </api/v2/tasks>; title="New"; rel="successor-version"',
    })

    expect(deprecations).toEqual([
      {
        operation: 'tasks.get',
        since: new Date('2023-06-30T23:59:59Z'),
        sunset: new Date('2030-06-30T23:59:59Z'),
        successor: '/api/v2/tasks',
      },
    ])
  })

  it('receives undefined for headers that are absent', async () => {
    expect(await deprecationsFor({ deprecation: '@0' })).toEqual([
      { operation: 'tasks.get', since: new Date(0), sunset: undefined, successor: undefined },
    ])
  })

  it.each([{}, { deprecation: 'true' }, { deprecation: '@soon' }, { sunset: 'Sun, 30 Jun 2030 23:59:59 GMT' }])(
    'is not called without a valid Deprecation header: %j',
    async (headers) => {
      expect(await deprecationsFor(headers)).toEqual([])
    },
  )
})
