import { ServiceError } from '@taskpact/service'
import type { Request } from 'express'

/** Refuses a request whose target has no path, or is an absolute URL that cannot be parsed (RFC 9112, section 3.2.2). */
export function requirePath(req: Request): void {
  try {
    if (req.path != null) return
  } catch {
    // refused below
  }
  throw new ServiceError('invalid_input', 'The URL is not well-formed.')
}
