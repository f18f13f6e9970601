import { existsSync } from 'node:fs'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { bundlePrograms } from '../../scripts/bundle-programs.js'

const linked = {
  migrations: fileURLToPath(new URL('../../../../packages/db/migrations', import.meta.url)),
  node_modules: fileURLToPath(new URL('../../node_modules', import.meta.url)), // of packages that are not bundled
}

let bundled: Promise<string> | undefined

/**
 * Returns a folder with the bundled programs of the image, from the current sources. The first worker that needs them bundles them for all,
 * because that takes as long as compiling them at one start. Call it before the tests, so that it is not in the time of one.
 */
export function bundledPrograms(): Promise<string> {
  bundled ??= bundle(String(process.env.TEST_PROGRAMS_FOLDER))
  return bundled
}

async function bundle(folder: string): Promise<string> {
  const programs = join(folder, 'programs')
  const complete = join(folder, 'complete')
  const isFirst = await mkdir(programs).then(
    () => true,
    () => false, // it exists
  )
  if (isFirst) {
    await bundlePrograms(programs)
    for (const [name, target] of Object.entries(linked)) await symlink(target, join(programs, name))
    await writeFile(complete, '')
  }
  while (!existsSync(complete)) await sleep(50)
  return programs
}
