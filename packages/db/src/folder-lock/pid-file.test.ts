import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { claimPidFile } from './pid-file.js'

let folder: string
let file: string
let other: ChildProcess | undefined
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taskpact-pid-'))
  file = join(folder, 'taskpact.pid')
})
afterEach(async () => {
  await endOther()
  await rm(folder, { recursive: true })
})

/** Starts a process that has a file in the folder open. Returns its number. */
async function startOther(): Promise<number | undefined> {
  const program = `require('node:fs').openSync(process.argv[1] + '/PG_VERSION', 'w'); setInterval(() => {}, 1000); console.log()`
  const child = spawn(process.execPath, ['-e', program, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  other = child
  await once(child.stdout, 'data')
  return child.pid
}

async function endOther(): Promise<void> {
  const exited = other && once(other, 'exit')
  other?.kill('SIGKILL')
  other = undefined
  await exited
}

it('contains the process, as releases up to 0.1 read it, until it is released', async () => {
  const release = await claimPidFile(folder, { isOnlyLock: false })

  expect(Number(await readFile(file, 'utf8'))).toBe(process.pid)
  await release()
  expect(await readdir(folder)).toEqual([])
})

it('keeps the folder for a release up to 0.1 while that has files in it open', async () => {
  const pid = await startOther()
  await writeFile(file, String(pid))
  const refused = `The database in ${folder} is in use by process ${pid} (lock file: ${file})`

  await expect(claimPidFile(folder, { isOnlyLock: false })).rejects.toThrow(refused)
  await endOther()
  await (await claimPidFile(folder, { isOnlyLock: false }))()
})

it('keeps the folder for this release only if there is no other lock', async () => {
  const pid = await startOther()
  await writeFile(file, `${pid}\n`)

  await expect(claimPidFile(folder, { isOnlyLock: true })).rejects.toThrow(`in use by process ${pid}`)
  await (await claimPidFile(folder, { isOnlyLock: false }))()
})

it.each([
  ['an empty file', ''],
  ['an unfinished file', '\n'],
  ['text', 'no number'],
  ['process 0', '0'],
  ['a process group', '-1'],
  ['more digits than a process has', '9'.repeat(400)],
  ['bytes', '\0\uffff'],
  ['a process that has ended', '999999999'],
  ['a number that another program has by now', String(process.ppid)],
  ['this process', String(process.pid)],
])('does not block if it contains %s', async (_what, content) => {
  for (const isOnlyLock of [true, false]) {
    await writeFile(file, content)
    await (await claimPidFile(folder, { isOnlyLock }))()
  }
})
