import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeployedDirectory } from './deployed-directory.js'

/** Adds a migration to the deployed directory, as a next release would. */
export async function addMigration({ app }: DeployedDirectory, statements: readonly string[]): Promise<void> {
  const folder = join(app, 'dist/migrations')
  const journal = JSON.parse(await readFile(join(folder, 'meta/_journal.json'), 'utf8'))
  const { when, version } = journal.entries.at(-1)
  journal.entries.push({ idx: journal.entries.length, version, when: when + 1, tag: 'one_more', breakpoints: true })
  await writeFile(join(folder, 'one_more.sql'), statements.join('--> statement-breakpoint\n'))
  await replace(join(folder, 'meta/_journal.json'), JSON.stringify(journal))
}

/** Removes the file first, because it may be a hard link to that of the workspace. */
async function replace(file: string, text: string): Promise<void> {
  await rm(file)
  await writeFile(file, text)
}
