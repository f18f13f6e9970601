import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { startTestServer, type TestServer, type User } from '@taskpact/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectShortTurns } from '../../../../packages/engine/test/short-turns.js'

let server: TestServer
let user: User
let folder: string
beforeAll(async () => {
  server = await startTestServer()
  user = await server.signUp()
  folder = await mkdtemp(join(tmpdir(), 'taskpact-upload-'))
})
afterAll(async () => {
  await server?.close()
  await rm(folder, { recursive: true })
})

/** Refused for its header once it has been read: other tests cover the rows. */
const content = 'ж, ж\n'.repeat(2_000_000)
const json = JSON.stringify({ format: 'csv', content })

const uploads: readonly [what: string, path: string, type: string, body: string | Buffer, encoding: string][] = [
  ['a file', '/api/me/tasks/import', 'text/csv', content, 'identity'],
  ['a compressed file', '/api/me/tasks/import', 'text/csv', gzipSync(content), 'gzip'],
  ['a file over tRPC', '/trpc/tasks.import', 'application/json', json, 'identity'],
  ['empty objects over tRPC', '/trpc/tasks.import', 'application/json', `[${'{},'.repeat(4_700_000)}1]`, 'identity'],
]

// By curl, so that only the server uses the event loop of this process.
it.each(uploads)('%s of 14 MB lets other requests run within 50 ms', async (what, path, type, body, encoding) => {
  const file = join(folder, 'upload')
  await writeFile(file, body)
  const headers = [`authorization: Bearer ${user.token}`, `content-type: ${type}`, `content-encoding: ${encoding}`]
  const sent = encoding === 'identity' ? headers.slice(0, 2) : headers
  const options = ['--silent', '--data-binary', `@${file}`, ...sent.flatMap((header) => ['--header', header])]
  const upload = async () => {
    const { stdout } = await promisify(execFile)('curl', [...options, server.url + path])
    expect(stdout).toContain('"invalid_input"')
  }

  await expectShortTurns(what, upload)
})
