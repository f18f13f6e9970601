import { fileURLToPath } from 'node:url'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { exceptions } from './exceptions.js'
import { createShardRule } from './shard-rule.js'

export interface StatementCheck {
  readonly record: (statement: string) => void
  /** Throws if a recorded statement could not run on the shard of one user. */
  verify(): void
}

// Most statements recur, so accepted ones are stored.
const accepted = new Set<string>()

export async function createStatementCheck(): Promise<StatementCheck> {
  const violationsOf = await createShardRule()
  const recorded = new Set<string>()
  return {
    record: (statement) => void recorded.add(statement),
    verify() {
      for (const statement of recorded) {
        if (accepted.has(statement) || migrations.has(statement)) continue
        const isExcepted = exceptions.some((exception) => exception.statement.test(statement))
        const violations = violationsOf(statement).filter(({ isFinal }) => isFinal || !isExcepted)
        if (violations.length > 0)
          throw new Error(
            `Each statement must run on the shard of one user: ${violations.map(({ message }) => message).join(', ')}: ${statement}`,
          )
        accepted.add(statement)
      }
    },
  }
}

const migrationsFolder = fileURLToPath(new URL('../../../db/migrations', import.meta.url))
// Migrations change the rows of all users.
const migrations = new Set(readMigrationFiles({ migrationsFolder }).flatMap(({ sql }) => sql))
