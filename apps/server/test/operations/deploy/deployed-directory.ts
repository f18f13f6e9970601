import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { chmod, copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { repository, stages } from './image.js'

const run = promisify(execFile)

export interface DeployedDirectory {
  /** The directory that is `/app` in the image. */
  readonly app: string
  /** A Node binary that any user may run. */
  readonly node: string
  /** Returns the names of all installed packages. */
  packages(): string[]
  remove(): Promise<void>
}

/** Creates the directory of the image from the repository, with the commands of the Dockerfile. */
export async function createDeployedDirectory(): Promise<DeployedDirectory> {
  const folder = await mkdtemp(join(tmpdir(), 'taskpact-image-'))
  const folders = { '/src': join(folder, 'src'), '/app': join(folder, 'app') }
  // A surrounding npx would change which packages the commands use.
  const { npm_config_package: _, ...env } = process.env
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    await chmod(folder, 0o755)
    await mkdir(folders['/src'])
    await run(
      'bash',
      ['-c', `git ls-files -coz --exclude-standard | tar c --null -T - | tar x -C ${folders['/src']}`],
      {
        cwd: repository,
      },
    )
    for (const command of stages[0]?.all('RUN') ?? []) {
      const localCommand = command.replace(/(?<= )\/(src|app)\b/g, (place) => folders[place as keyof typeof folders])
      await run('sh', ['-c', localCommand], { cwd: folders['/src'], env, maxBuffer: 64 * 1024 * 1024 })
    }
    await rm(folders['/src'], { recursive: true })
    const node = join(folder, 'node')
    await copyFile(process.execPath, node)
    return { app: folders['/app'], node, packages: () => packagesIn(folders['/app']), remove }
  } catch (error) {
    await remove()
    throw error
  }
}

/** pnpm names folders `@scope+name@version`, with a suffix for variants. */
function packagesIn(app: string): string[] {
  const folders = readdirSync(join(app, 'node_modules/.pnpm'))
  return folders.flatMap((folder) => /^(@?[^@]+)@/.exec(folder)?.[1]?.replace('+', '/') ?? []).sort()
}
