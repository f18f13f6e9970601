import { openDatabase, tasks } from '@taskpact/db'
import { eq } from 'drizzle-orm'

/** The outcome of a call as its client saw it: `ok`, an error code, `timeout` or `no reply`. */
export interface Call {
  readonly operation: string
  readonly outcome: string
  /** When it ended, by `performance.now()`. */
  readonly at: number
}

/** The tasks of a user as known to the client: acknowledged ones, and all that were sent. */
export interface Journal {
  readonly userId: string
  readonly acknowledged: Map<string, string>
  readonly sent: Set<string>
  /** The task that is edited repeatedly, its last acknowledged text, and the texts sent since. */
  readonly edited: { readonly taskId: string; text: string; readonly since: Set<string> }
}

export interface Recorder {
  readonly calls: Call[]
  /** Violations that no fault explains. */
  readonly violations: string[]
  readonly journals: Journal[]
}

/** Compares the responses that clients received with the database. Returns a sentence for each violation. */
export async function findViolations({ journals }: Recorder, databaseUrl: string): Promise<string[]> {
  const { db, close } = await openDatabase(databaseUrl, { poolMax: 1 })
  try {
    const violations: string[] = []
    for (const journal of journals) {
      const { id, title, description } = tasks
      const rows = await db.select({ id, title, description }).from(tasks).where(eq(tasks.userId, journal.userId))
      violations.push(...differences(journal, rows))
    }
    return violations
  } finally {
    await close()
  }
}

type Row = { id: string; title: string; description: string | null }

function differences({ acknowledged, sent, edited }: Journal, rows: readonly Row[]): string[] {
  const violations: string[] = []
  const titles = new Map<string, string>()
  for (const { id, title } of rows) {
    if (titles.has(title)) violations.push(`${title} was written twice`)
    if (!sent.has(title)) violations.push(`${title} was never sent`)
    titles.set(title, id)
  }
  for (const [title, id] of acknowledged)
    if (titles.get(title) !== id) violations.push(`${title} was acknowledged as ${id}, and is ${titles.get(title)}`)
  const text = rows.find(({ id }) => id === edited.taskId)?.description ?? ''
  if (text !== edited.text && !edited.since.has(text))
    violations.push(`${edited.text} was acknowledged, and is ${text}`)
  return violations
}
