import type { ServerResponse } from 'node:http'
import { toProblem } from '@taskpact/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRecordingServer, type RecordingServer } from '../test/recording-server.js'
import { createClient } from './create-client.js'
import type { Deprecation, Hooks, ResponseFacts } from './hooks.js'

let server: RecordingServer
let answers: ((res: ServerResponse) => void)[]

beforeEach(async () => {
  answers = []
  server = await openRecordingServer((res) => {
    const answer = answers.shift() ?? ((res: ServerResponse) => res.end('{"id":"1"}'))
    answer(res)
  })
})
afterEach(() => server.close())

const client = (hooks: Hooks) => createClient({ baseUrl: server.baseUrl, ...hooks })
const busy = (res: ServerResponse) => {
  const problem = toProblem({ code: 'unavailable', detail: 'Later.' }, 'request-1')
  res.writeHead(problem.status, { 'retry-after': '0' }).end(JSON.stringify(problem))
}

describe('a hook', () => {
  it('is told of each request, and can add a header', async () => {
    const asked: string[] = []
    answers = [busy]

    await client({
      onRequest({ operation, method, headers }) {
        asked.push(`${operation} ${method}`)
        headers.set('traceparent', '00-1-2-00')
      },
    }).tasks.get({ taskId: '1' })

    expect(asked).toEqual(['tasks.get GET', 'tasks.get GET'])
    expect(server.seen.map(({ headers }) => headers.traceparent)).toEqual(['00-1-2-00', '00-1-2-00'])
  })

  it('is told of each answer, failures too', async () => {
    const told: ResponseFacts[] = []
    answers = [(res) => res.destroy(), busy]

    await client({ onResponse: (facts) => void told.push(facts) }).tasks.get({ taskId: '1' })

    expect(told.map(({ operation, status }) => [operation, status])).toEqual([
      ['tasks.get', 503],
      ['tasks.get', 200],
    ])
    expect(told.every(({ ms, url }) => ms > 0 && url === `${server.baseUrl}/api/me/tasks/1`)).toBe(true)
  })

  it.each(['onRequest', 'onResponse'] as const)('that throws fails the call with what it threw: %s', async (hook) => {
    const reason = new TypeError('A mistake')
    const throws = () => {
      throw reason
    }

    await expect(client({ [hook]: throws }).tasks.get({ taskId: '1' })).rejects.toBe(reason)
  })
})

describe('a deprecation', () => {
  const headers = async (fields: Record<string, string>) => {
    const told: Deprecation[] = []
    answers = [(res) => res.writeHead(200, fields).end('{"id":"1"}')]
    await client({ onDeprecated: (deprecation) => told.push(deprecation) }).tasks.get({ taskId: '1' })
    return told
  }

  it('is told with its dates and what to use instead', async () => {
    const told = await headers({
      deprecation: '@1688169599',
      sunset: 'Sun, 30 Jun 2030 23:59:59 GMT',
      link: '<?cursor=a,b>; rel="next", </api/v2/tasks>; title="New"; rel="successor-version"',
    })

    expect(told).toEqual([
      {
        operation: 'tasks.get',
        since: new Date('2023-06-30T23:59:59Z'),
        sunset: new Date('2030-06-30T23:59:59Z'),
        successor: '/api/v2/tasks',
      },
    ])
  })

  it('is told without what the server does not say', async () => {
    expect(await headers({ deprecation: '@0' })).toEqual([
      { operation: 'tasks.get', since: new Date(0), sunset: undefined, successor: undefined },
    ])
  })

  it.each([{}, { deprecation: 'true' }, { deprecation: '@soon' }, { sunset: 'Sun, 30 Jun 2030 23:59:59 GMT' }])(
    'is not told where the server says none: %j',
    async (fields) => {
      expect(await headers(fields)).toEqual([])
    },
  )
})
