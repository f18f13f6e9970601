import type { ErrorCode } from '@taskpact/contract'

/** What a caller is told of a failure of the database: nothing of the inside. */
export interface ToldFailure {
  readonly code: ErrorCode
  readonly sentence: string
}

const unavailable = {
  code: 'unavailable',
  sentence: 'The service cannot answer for the moment: try again.',
} as const
const odd = { code: 'invalid_input', sentence: 'Invalid input: a value is one that cannot be stored.' } as const
const clashing = { code: 'conflict', sentence: 'It conflicts with what is stored: look again, and try again.' } as const

/**
 * SQLSTATEs of PostgreSQL and codes of what lies before it, each with what it means for a caller. What passes is `unavailable`;
 * whether a commit was carried out may be unknown then: who sends the call again with its idempotency key finds out. The
 * refusals of a value are a net for what the contract's schemas should have refused. What is not here is a fault of ours.
 */
const table: readonly (readonly [codes: RegExp, told: ToldFailure])[] = [
  // The server: its connection broke, it lacks resources, it is starting or going, it took too long.
  [/^(08|53|57P)\w+$|^57014$/, unavailable],
  // It gave way: to a lock, to another transaction, to a deadlock; or was idle within a transaction for too long.
  [/^(55P03|40001|40P01|25P03)$/, unavailable],
  // It only reads, as after a failover; it knows neither us nor our database; our tables are not migrated yet.
  [/^(25006|28\w{3}|3D000|42P01|42703)$/, unavailable],
  // The way to it: Node's codes, the driver's, and those of packages/db.
  [/^(ECONN\w+|EPIPE|ETIMEDOUT|EHOST\w+|ENET\w+|ENOTFOUND|EAI_AGAIN)$/, unavailable],
  [/^(CONNECT_\w+|CONNECTION_\w+|POOL_\w+|STATEMENT_TIMEOUT)$/, unavailable],
  [/^(22\w{3}|54000)$/, odd],
  [/^(23505|23503)$/, clashing],
]

/** What to tell of an error, or of what it came from; undefined where it is none of the database's that we know. */
export function databaseFailure(thrown: unknown): ToldFailure | undefined {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    const { code } = error as { code?: unknown }
    const told = typeof code === 'string' && table.find(([codes]) => codes.test(code))
    if (told) return told[1]
  }
  return undefined
}
