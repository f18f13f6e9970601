import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../..', import.meta.url))

/** The packages that are published. */
export const published = ['@taskpact/contract', '@taskpact/client', '@taskpact/openapi'] as const

export interface Tarballs {
  /** Where each package was packed. */
  readonly files: Readonly<Record<string, string>>
  /** The files within one. */
  contents(name: string): Promise<string[]>
  /** One of these files. */
  read(name: string, file: string): Promise<string>
  close(): Promise<void>
}

/** Packs what was built, as publishing does. */
export async function packAll(): Promise<Tarballs> {
  const folder = await mkdtemp(join(tmpdir(), 'packed-'))
  const chosen = published.flatMap((name) => ['--filter', name])
  const { stdout } = await run('npx', ['-y', 'pnpm@12', ...chosen, 'pack', '--json', '--pack-destination', folder], {
    cwd: root,
  })
  const packed: { name: string; filename: string }[] = JSON.parse(stdout)
  const files = Object.fromEntries(packed.map(({ name, filename }) => [name, filename]))
  const tar = async (args: string[]) => (await run('tar', args)).stdout

  return {
    files,
    contents: async (name) => (await tar(['-tzf', files[name] ?? ''])).split('\n').filter(Boolean),
    read: (name, file) => tar(['-xzOf', files[name] ?? '', file]),
    close: () => rm(folder, { recursive: true }),
  }
}
