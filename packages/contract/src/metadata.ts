import type { AppRoute } from '@ts-rest/core'
import type { ErrorCode } from './errors.js'

/** What holds for a route on every transport: enforced by `perform`, typed in the clients, published in OpenAPI. */
export interface Metadata {
  /** `user`: a valid token is needed, and a `userId` in the input must be the caller's. */
  readonly access: 'public' | 'user'
  /** The class of calls that it is counted with. */
  readonly limit: 'credentials' | 'read' | 'write'
  /** `key`: a caller may name the call, so that sending it twice has one effect. */
  readonly idempotency: 'none' | 'key'
  /** `revision`: a caller may say which revision the change was made for. */
  readonly concurrency: 'none' | 'revision'
  /** The failures of its own, beside those that its access and its input imply. */
  readonly errors?: readonly ErrorCode[]
  readonly deprecated?: {
    readonly since: string
    readonly sunset: string
    readonly use: string
  }
}

/** A ts-rest route that documents itself and says what holds for it. */
export type Route = AppRoute & {
  readonly summary: string
  readonly description: string
  readonly metadata: Metadata
}

/** Names the routes of one resource; a route without its metadata does not compile. */
export function routes<const T extends Readonly<Record<string, Route>>>(resource: T): T {
  return resource
}
