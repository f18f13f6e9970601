import { lstat, mkdtemp, rm, symlink } from 'node:fs/promises'
import { devNull, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeFileAtomic } from './write-file-atomic.js'

it('writeFileAtomic does not replace a device', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'taskpact-'))
  const device = join(folder, 'device')
  await symlink(devNull, device)

  await expect(writeFileAtomic(device, 'text', true)).rejects.toThrow('not a file')

  expect((await lstat(device)).isSymbolicLink()).toBe(true)
  await rm(folder, { recursive: true })
})
