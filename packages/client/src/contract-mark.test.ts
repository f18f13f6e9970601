import type { ServerResponse } from 'node:http'
import { type ErrorCode, errorCodes, toProblem } from '@taskpact/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { failure } from '../test/failure.js'
import { openRecordingServer, type RecordingServer } from '../test/recording-server.js'
import { createClient } from './create-client.js'
import { contractMark } from './routes.gen.js'

let server: RecordingServer
let answer: (res: ServerResponse) => void

beforeEach(async () => {
  server = await openRecordingServer((res) => answer(res))
})
afterEach(() => server.close())

const client = () => createClient({ baseUrl: server.baseUrl, retries: 0 })
const [ours = ''] = contractMark.fingerprint.split('.')
const other = `${Number(ours) + 1}.Et0YSsxS5xhR`
const sameVersion = `${ours}.another12345`

const refused = (code: ErrorCode, fingerprint: string | undefined) => (res: ServerResponse) => {
  const problem = toProblem({ code, detail: 'A sentence.' }, 'request-1')
  if (fingerprint) res.setHeader(contractMark.header, fingerprint)
  res.writeHead(problem.status).end(JSON.stringify(problem))
}

describe('a server of another version of the contract', () => {
  it('is told of ours', async () => {
    answer = refused('not_found', other)

    await failure(client().tasks.list())

    expect(server.seen[0]?.headers[contractMark.header.toLowerCase()]).toBe(contractMark.fingerprint)
  })

  it.each(['invalid_input', 'invalid_json', 'method_not_allowed', 'unsupported_media_type', 'not_found'] as const)(
    'is what a list may have failed for: %s',
    async (code) => {
      answer = refused(code, other)

      const error = await failure(client().tasks.list())

      expect(error).toMatchObject({ code: 'contract_mismatch', cause: { code }, problem: { code } })
      expect(error.message).toContain(`version ${Number(ours) + 1}`)
    },
  )

  it('is what an answer that is no JSON may come of', async () => {
    answer = (res) => res.setHeader(contractMark.header, other).end('<h1>Hello</h1>')

    expect((await failure(client().tasks.list())).code).toBe('contract_mismatch')
  })

  it('is not what an id is unknown for', async () => {
    answer = refused('not_found', other)

    expect((await failure(client().tasks.get({ taskId: '1' }))).code).toBe('not_found')
  })

  it('answers what it can', async () => {
    answer = (res) => res.setHeader(contractMark.header, other).end('{"items":[],"nextCursor":null}')

    expect(await client().tasks.list()).toMatchObject({ items: [] })
  })
})

it.each([
  ['the same version', sameVersion],
  ['the same contract', contractMark.fingerprint],
  ['a contract that it does not name', undefined],
])('a server of %s has its failures told as they are', async (_what, fingerprint) => {
  for (const code of errorCodes) {
    answer = refused(code, fingerprint)

    expect((await failure(client().tasks.list())).code).toBe(code)
  }
})
