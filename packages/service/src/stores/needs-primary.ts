import { ServiceError } from '@taskpact/engine'

/** Thrown by a read that must write first. On a replica the read runs again on the primary. */
export class NeedsPrimary extends ServiceError {
  constructor() {
    super('unavailable', 'The database is read-only. Try again later.')
  }
}
