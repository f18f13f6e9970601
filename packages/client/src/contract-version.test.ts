import { errorCodes } from '@taskpact/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRecordingServer, type RecordingServer } from '../test/recording-server.js'
import { rejection } from '../test/rejection.js'
import { problem, type Respond } from '../test/responses.js'
import { createClient } from './create-client.js'
import { contractVersion } from './routes.gen.js'

let server: RecordingServer
let respond: Respond

beforeEach(async () => {
  server = await openRecordingServer((res) => respond(res))
})
afterEach(() => server.close())

const client = () => createClient({ baseUrl: server.baseUrl, retries: 0 })
const [version = ''] = contractVersion.fingerprint.split('.')
const otherVersion = `${Number(version) + 1}.Et0YSsxS5xhR`
const sameVersion = `${version}.another12345`
const withVersion = (fingerprint: string) => ({ [contractVersion.header]: fingerprint })

describe('contract version of the client and the server', () => {
  it('sends the fingerprint of the client', async () => {
    respond = problem('not_found', withVersion(otherVersion))

    await rejection(client().tasks.list())

    expect(server.requests[0]?.headers[contractVersion.header.toLowerCase()]).toBe(contractVersion.fingerprint)
  })

  it.each(['invalid_input', 'invalid_json', 'method_not_allowed', 'unsupported_media_type', 'not_found'] as const)(
    'turns %s into contract_mismatch if the server has another version',
    async (code) => {
      respond = problem(code, withVersion(otherVersion))

      const error = await rejection(client().tasks.list())

      expect(error).toMatchObject({ code: 'contract_mismatch', cause: { code }, problem: { code } })
      expect(error.message).toContain(`version ${Number(version) + 1}`)
    },
  )

  it('turns a response that is not JSON into contract_mismatch if the server has another version', async () => {
    respond = (res) => res.setHeader(contractVersion.header, otherVersion).end('<h1>Hello</h1>')

    expect((await rejection(client().tasks.list())).code).toBe('contract_mismatch')
  })

  it('leaves not_found unchanged if the path has an id', async () => {
    respond = problem('not_found', withVersion(otherVersion))

    expect((await rejection(client().tasks.get({ taskId: '1' }))).code).toBe('not_found')
  })

  it('returns the output of a success despite another version', async () => {
    respond = (res) => res.setHeader(contractVersion.header, otherVersion).end('{"items":[],"nextCursor":null}')

    expect(await client().tasks.list()).toMatchObject({ items: [] })
  })

  it.each([
    ['the same version', sameVersion],
    ['the same fingerprint', contractVersion.fingerprint],
    ['no fingerprint', undefined],
  ])('leaves every error unchanged if the server has %s', async (_what, fingerprint) => {
    for (const code of errorCodes) {
      respond = problem(code, fingerprint ? withVersion(fingerprint) : {})

      expect((await rejection(client().tasks.list())).code).toBe(code)
    }
  })
})
