import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Creates the folder of the bundled programs that tests start. Workers read it from the environment. */
export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'taskpact-programs-'))
  process.env.TEST_PROGRAMS_FOLDER = folder
  return () => rm(folder, { recursive: true })
}
