import type * as z from 'zod'
import type { AppRoute } from './route.js'

/** What holds for a route on every transport: enforced by `perform`, typed in the clients, published in OpenAPI. */
export interface Metadata<Code extends string = string> {
  /** `user`: a valid token is needed, and a `userId` in the input must be the caller's. */
  readonly access: 'public' | 'user'
  /** The class of calls that it is counted with; `none` for what watches the service. */
  readonly limit: 'credentials' | 'read' | 'write' | 'none'
  /** `key`: a caller may name the call, so that sending it twice has one effect. */
  readonly idempotency: 'none' | 'key'
  /** `revision`: a caller may say which revision the change was made for. */
  readonly concurrency: 'none' | 'revision'
  /** What a success does to the session of the caller: a client that keeps tokens goes by it. */
  readonly session?: 'start' | 'refresh' | 'end'
  /** What the `ETag` of a success tells: the revision of what it shows, or of everything that the user has. */
  readonly etag?: 'revision' | 'user-revision'
  /** Fields that make the answer depend on the clock: where one is given, it has no `ETag`. */
  readonly clock?: readonly string[]
  /** The output is a file, of the type that the field `format` names. */
  readonly responseFile?: FileTypes
  /** The field `content` is a file, of the type that the field `format` names: REST has it as the body itself. */
  readonly requestFile?: FileTypes
  /** The failures of its own, beside those that its access and its input imply. */
  readonly errors?: readonly Code[]
  /** It will go: told in the document, and in the headers of each answer. */
  readonly deprecated?: {
    /** The day since when that is so. */
    readonly since: string
    /** The day on which it may go. */
    readonly sunset: string
    /** The name of the operation to call instead. */
    readonly use: string
  }
}

/** Types of a file, by the words that choose them. */
export type FileTypes = Readonly<Record<string, FileType>>

export interface FileType {
  readonly mediaType: string
  /** What is in it: text, or for JSON the value. */
  readonly schema: z.ZodType
}

/** A ts-rest route that documents itself and says what holds for it. */
export type Route<Code extends string = string> = AppRoute & {
  readonly summary: string
  readonly description: string
  readonly metadata: Metadata<Code>
}
