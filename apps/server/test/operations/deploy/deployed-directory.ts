import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { chmod, copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { repository, stages } from './image.js'

const run = promisify(execFile)

export interface DeployedDirectory {
  /** What is `/app` in the image. */
  readonly app: string
  /** A Node that any user may run. */
  readonly node: string
  /** Of all that is installed in it, the names. */
  packages(): string[]
  remove(): Promise<void>
}

/** Makes the directory of the image from the files of the repository, by the very commands of the Dockerfile. */
export async function makeDeployedDirectory(): Promise<DeployedDirectory> {
  const folder = await mkdtemp(join(tmpdir(), 'taskpact-image-'))
  const places = { '/src': join(folder, 'src'), '/app': join(folder, 'app') }
  // An npx around this one would tell it which packages to look into.
  const { npm_config_package: _, ...env } = process.env
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    await chmod(folder, 0o755)
    await mkdir(places['/src'])
    await run('bash', ['-c', `git ls-files -coz --exclude-standard | tar c --null -T - | tar x -C ${places['/src']}`], {
      cwd: repository,
    })
    for (const command of stages[0]?.all('RUN') ?? []) {
      const here = command.replace(/(?<= )\/(src|app)\b/g, (place) => places[place as keyof typeof places])
      await run('sh', ['-c', here], { cwd: places['/src'], env, maxBuffer: 64 * 1024 * 1024 })
    }
    await rm(places['/src'], { recursive: true })
    const node = join(folder, 'node')
    await copyFile(process.execPath, node)
    return { app: places['/app'], node, packages: () => packagesIn(places['/app']), remove }
  } catch (error) {
    await remove()
    throw error
  }
}

/** pnpm writes `@scope+name@version` and a suffix that distinguishes two of them. */
function packagesIn(app: string): string[] {
  const folders = readdirSync(join(app, 'node_modules/.pnpm'))
  return folders.flatMap((folder) => /^(@?[^@]+)@/.exec(folder)?.[1]?.replace('+', '/') ?? []).sort()
}
