import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { folderOf } from '@taskpact/db/testing'
import { startTestServer } from '@taskpact/testing'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bundledPrograms } from '../support/bundled-programs.js'
import { commandOf, root } from '../support/server-process.js'
import { startClient } from './lost-writes.js'

const run = promisify(execFile)

beforeAll(async () => void (await bundledPrograms()))
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taskpact-restore-'))
})
afterEach(() => rm(folder, { recursive: true }))

const databaseIn = (name: string) => ({ url: `pglite://${join(folder, name)}`, drop: async () => {} })

async function runCommand(name: string, args: readonly string[], url: string) {
  const [command = '', ...rest] = [process.execPath, ...(await commandOf('source', `cli/${name}`)), ...args]
  return run(command, rest, { cwd: root, env: { PATH: process.env.PATH, DATABASE_URL: url } })
}

// The services tests restore dumps of a PostgreSQL server.
describe('after a backup was restored and `epoch new` was run', () => {
  it('cursors, entity tags and revisions of lost writes are no longer valid', async () => {
    await cp(folderOf(String(process.env.TEST_DATABASE_TEMPLATE)), join(folder, 'first'), { recursive: true })
    const first = await startTestServer({ database: databaseIn('first') })
    const client = await startClient(first)
    await first.close()
    await cp(join(folder, 'first'), join(folder, 'backup'), { recursive: true })
    const second = await startTestServer({ database: databaseIn('first') })
    await client.write(second)
    await second.close()

    const { stdout } = await runCommand('epoch', ['new'], databaseIn('backup').url)
    expect(stdout).toMatch(/^The database has the new epoch [0-9a-f]{12}\.\n$/)
    const restored = await startTestServer({ database: databaseIn('backup') })
    try {
      await client.expectToStartAgain(restored)
    } finally {
      await restored.close()
    }
  }, 120_000)
})
