import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
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

/** Builds what has changed, and packs it as publishing does. */
export async function packAll(workspace = root): Promise<Tarballs> {
  const folder = await mkdtemp(join(tmpdir(), 'packed-'))
  const chosen = published.flatMap((name) => ['--filter', name])
  const { stdout } = await run('npx', ['-y', 'pnpm@12', ...chosen, 'pack', '--json', '--pack-destination', folder], {
    cwd: workspace,
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

export interface Clone {
  readonly folder: string
  close(): Promise<void>
}

/** A copy of the repository's sources in which nothing is installed and nothing was built. */
export async function openClone(): Promise<Clone> {
  const folder = await mkdtemp(join(tmpdir(), 'clone-'))
  const { stdout } = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root })
  const files = stdout.split('\0').filter((file) => file && existsSync(join(root, file)))
  for (const file of files) await cp(join(root, file), join(folder, file))
  return { folder, close: () => rm(folder, { recursive: true }) }
}
