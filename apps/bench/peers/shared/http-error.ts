/** Ends a request with a status. */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly status: 401 | 403 | 404

  constructor(status: HttpError['status'], message: string) {
    super(message)
    this.status = status
  }
}

/** Throws a 404 for a task that does not exist. */
export function orNotFound<T>(value: T | undefined): T {
  if (value === undefined) throw new HttpError(404, 'Task not found')
  return value
}

/** Throws a 403 if a path names another user than the caller. */
export function requireOwner(owner: string | undefined, userId: string): void {
  if (owner !== 'me' && owner !== userId) throw new HttpError(403, 'Forbidden')
}
