import { execFileSync } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const db = fileURLToPath(new URL('../../packages/db', import.meta.url))
const drizzleKit = fileURLToPath(new URL('../node_modules/.bin/drizzle-kit', import.meta.url))

it('has migrations for the whole schema', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'migrations-'))
  try {
    await cp(join(db, 'migrations'), folder, { recursive: true })

    const output = execFileSync(
      drizzleKit,
      ['generate', '--dialect=postgresql', '--schema=src/schema/index.ts', `--out=${relative(db, folder)}`],
      { cwd: db, encoding: 'utf8' },
    )

    expect(output).toContain('No schema changes')
  } finally {
    await rm(folder, { recursive: true })
  }
})
