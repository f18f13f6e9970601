import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deleteToken, storeToken } from './store-token.js'
import { findStored } from './stored-token.js'
import { tokenFilePath } from './token-file.js'
import { withLock } from './with-lock.js'

let folder: string
const settings = process.env.XDG_CONFIG_HOME
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taskpact-settings-'))
  process.env.XDG_CONFIG_HOME = folder
})
afterEach(async () => {
  if (settings === undefined) delete process.env.XDG_CONFIG_HOME
  else process.env.XDG_CONFIG_HOME = settings
  await rm(folder, { recursive: true })
})

describe('the file of tokens', () => {
  it('keeps the tokens of all servers when they are stored at once', async () => {
    const urls = Array.from({ length: 12 }, (_, index) => `http://localhost:${index}`)
    await storeToken('http://localhost:100', 'first', 'file')

    await Promise.all(urls.map((url) => storeToken(url, `token of ${url}`, 'file')))
    const stored = await Promise.all(urls.map(findStored))
    expect(stored.map((one) => one?.text)).toEqual(urls.map((url) => `token of ${url}`))
    await Promise.all(urls.map(deleteToken))
    expect(Object.keys(JSON.parse(await readFile(tokenFilePath(), 'utf8')))).toEqual(['http://localhost:100'])
  })
})

describe('withLock', () => {
  it('runs work of several callers one after the other', async () => {
    await storeToken('http://localhost', 'first', 'file')
    let running = 0

    const counts = await Promise.all(
      Array.from({ length: 5 }, () =>
        withLock(async () => {
          running++
          await new Promise((resolve) => setTimeout(resolve, 10))
          return running--
        }),
      ),
    )
    expect(counts).toEqual([1, 1, 1, 1, 1])
  })

  it('takes over the lock of a process that has ended', async () => {
    await storeToken('http://localhost', 'first', 'file')
    const lock = `${tokenFilePath()}.lock`
    await writeFile(lock, '')
    const old = new Date(Date.now() - 31_000)
    await utimes(lock, old, old)

    expect(await withLock(async () => 'done')).toBe('done')
  })
})
