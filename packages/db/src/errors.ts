/** What a SQLSTATE of PostgreSQL, or a code of the driver or of the socket, means. */
type Meaning =
  | 'connection_lost'
  | 'unreachable'
  | 'disk_full'
  | 'timeout'
  | 'contention'
  | 'read_only'
  | 'access_denied'
  | 'schema_missing'
  | 'unstorable_value'
  | 'duplicate_key'
  | 'missing_reference'

const meanings: readonly (readonly [codes: RegExp, meaning: Meaning])[] = [
  // An open connection ended, mostly while idle.
  [/^(57P0[12]|CONNECTION_\w+|ECONNRESET|EPIPE)$/, 'connection_lost'],
  [/^(53100|DISK_FULL|ENOSPC|EDQUOT)$/, 'disk_full'],
  // The server is starting, stopping, out of resources or out of reach, or has an input/output error.
  [/^((08|53|58)\w{3}|57P\w\w|EIO|ECONN\w+|ETIMEDOUT|EHOST\w+|ENET\w+|ENOTFOUND|EAI_AGAIN)$/, 'unreachable'],
  [/^(57014|25P03|CONNECT_\w+|POOL_\w+|STATEMENT_TIMEOUT)$/, 'timeout'],
  // A lock, a concurrent transaction or a deadlock.
  [/^(55P03|40001|40P01)$/, 'contention'],
  // A standby, or the former primary after a failover.
  [/^25006$/, 'read_only'],
  [/^(28\w{3}|3D000)$/, 'access_denied'],
  [/^(42P01|42703)$/, 'schema_missing'],
  [/^(22\w{3}|54000)$/, 'unstorable_value'],
  [/^23505$/, 'duplicate_key'],
  [/^23503$/, 'missing_reference'],
]

/** What an error, or the first of its causes with a code of the table, means. Undefined if none has one. */
function meaningOf(thrown: unknown): Meaning | undefined {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (isLostWorker(error)) return 'unreachable'
    const { code } = error as { code?: unknown }
    const known = typeof code === 'string' && meanings.find(([codes]) => codes.test(code))
    if (known) return known[1]
  }
  return undefined
}

/** A worker of a Citus cluster ended during a statement or a commit. Errors of a worker that runs have their own SQLSTATE. */
function isLostWorker(error: Error): boolean {
  const { code, file } = error as { code?: unknown; file?: unknown }
  return code === 'XX000' && file === 'remote_commands.c'
}

/** A failure as the caller of an operation may see it: it reveals nothing internal. */
export interface DatabaseFailure {
  readonly code: 'unavailable' | 'invalid_input' | 'conflict'
  readonly detail: string
}

/**
 * Translates an error of the database, or one caused by it. Undefined for any other error, and for those that only a defect of
 * this service can cause. After `unavailable`, whether a commit took effect may be unknown.
 */
export function databaseFailure(thrown: unknown): DatabaseFailure | undefined {
  const meaning = meaningOf(thrown)
  return meaning && failures[meaning]
}

const unavailable = { code: 'unavailable', detail: 'The service is temporarily unavailable. Try again.' } as const
const diskFull = { code: 'unavailable', detail: 'The disk of the database is full. Try again later.' } as const
const conflict = {
  code: 'conflict',
  detail: 'The request conflicts with stored data. Read it again and retry.',
} as const

const failures: Readonly<Record<Meaning, DatabaseFailure>> = {
  connection_lost: unavailable,
  unreachable: unavailable,
  disk_full: diskFull,
  timeout: unavailable,
  contention: unavailable,
  read_only: unavailable,
  access_denied: unavailable,
  schema_missing: unavailable,
  unstorable_value: { code: 'invalid_input', detail: 'Invalid input: a value cannot be stored.' },
  duplicate_key: conflict,
  missing_reference: conflict,
}

/** Whether the connection was cut. Its statement may have been executed. */
export function isConnectionLost(thrown: unknown): boolean {
  return meaningOf(thrown) === 'connection_lost'
}

/** Whether connecting may succeed later; `ENOENT` is the missing Unix socket of a server that has not started yet. */
export function mayConnectLater(thrown: unknown): boolean {
  return (
    ['connection_lost', 'unreachable', 'disk_full'].includes(meaningOf(thrown) ?? '') || codeOf(thrown) === 'ENOENT'
  )
}

/** Whether a statement gave way to another transaction, and may succeed if repeated. */
export function isContention(thrown: unknown): boolean {
  return meaningOf(thrown) === 'contention'
}

/** Whether the server refused a write because it accepts none, as after a failover. */
export function isReadOnly(thrown: unknown): boolean {
  return meaningOf(thrown) === 'read_only'
}

/**
 * Whether a replica as a whole failed, rather than one statement, which may have been too slow, given way to another, or have had to write.
 */
export function isServerFailure(thrown: unknown): boolean {
  const meaning = meaningOf(thrown)
  if (meaning === 'timeout') return !/^(57014|25P03)$/.test(codeOf(thrown))
  return ['connection_lost', 'unreachable', 'access_denied', 'schema_missing'].includes(meaning ?? '')
}

/** Whether there is no room on the disk of the database. */
export function isDiskFull(thrown: unknown): boolean {
  return meaningOf(thrown) === 'disk_full'
}

/** Whether a table or column does not exist, so that migrations are missing. */
export function isSchemaMissing(thrown: unknown): boolean {
  return meaningOf(thrown) === 'schema_missing'
}

/** Whether another row has the same value of a unique column. */
export function isDuplicateKey(thrown: unknown): boolean {
  return meaningOf(thrown) === 'duplicate_key'
}

/** Whether a row refers to one that does not exist. */
export function isMissingReference(thrown: unknown): boolean {
  return meaningOf(thrown) === 'missing_reference'
}

/** The code of the first error in a chain of causes that has one; empty if none has. */
export function codeOf(thrown: unknown): string {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    const { code } = error as { code?: unknown }
    if (typeof code === 'string') return code
  }
  return ''
}

type Code =
  | 'POOL_TIMEOUT'
  | 'POOL_CLOSED'
  | 'CONNECT_TIMEOUT'
  | 'CONNECT_FAILED'
  | 'CONNECTION_CLOSED'
  | 'DISK_FULL'
  | 'STATEMENT_TIMEOUT'

/** The database did not respond, or could not be reached. The error of the driver or the server, if there is one, is its cause. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
  readonly code: Code

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
