/**
 * Failures of the database that pass: it is away or restarts (PostgreSQL's classes 08 and 57P), has no room for a connection
 * (53), gave way to another transaction (40001, 40P01), or took too long (55P03, 57014). Whether a commit was carried out may be unknown then: who sends
 * the call again with its idempotency key finds out.
 */
const passing =
  /^(08\w{3}|57P\w{2}|53\w{3}|40001|40P01|55P03|57014|CONNECT(ION)?_\w+|ECONN\w+|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)$/

export function isOutOfReach(thrown: unknown): boolean {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    const { code } = error as { code?: unknown }
    if (typeof code === 'string' && passing.test(code)) return true
  }
  return false
}
