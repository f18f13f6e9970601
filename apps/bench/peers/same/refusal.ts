/** A request that is turned away, by the HTTP status that says why. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: 401 | 403 | 404

  constructor(status: Refusal['status'], message: string) {
    super(message)
    this.status = status
  }
}

export function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Refusal(404, 'Task not found')
  return value
}

/** Whose data a path names must be the caller's. */
export function ownOnly(named: string | undefined, userId: string): void {
  if (named !== 'me' && named !== userId) throw new Refusal(403, 'Forbidden')
}
