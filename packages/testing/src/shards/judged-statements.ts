import { fileURLToPath } from 'node:url'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { exceptions } from './exceptions.js'
import { createShardRule } from './shard-rule.js'

export interface JudgedStatements {
  readonly note: (statement: string) => void
  /** Throws where one of those noted reaches into a table of users without naming one. */
  judge(): void
}

/** What has been judged in this process, for most statements come again and again. */
const right = new Set<string>()

export async function judgeStatements(): Promise<JudgedStatements> {
  const wrongWith = await createShardRule()
  const noted = new Set<string>()
  return {
    note: (statement) => void noted.add(statement),
    judge() {
      for (const statement of noted) {
        if (right.has(statement) || isExcepted(statement)) continue
        const wrong = wrongWith(statement)
        if (wrong.length > 0) throw new Error(`Each statement must name its user: ${wrong.join(', ')}: ${statement}`)
        right.add(statement)
      }
    },
  }
}

const migrationsFolder = fileURLToPath(new URL('../../../db/migrations', import.meta.url))
/** What brings the tables of before up to date goes through all of them. */
const migrations = new Set(readMigrationFiles({ migrationsFolder }).flatMap(({ sql }) => sql))

function isExcepted(statement: string): boolean {
  return migrations.has(statement) || exceptions.some(({ statement: excepted }) => excepted.test(statement))
}
