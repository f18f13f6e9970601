/** What a client needs to know of an operation at run time: no schema, so that browsers load no validator. */
export interface ClientRoute {
  readonly method: string
  readonly path: string
  /** The fields that the query carries; those of the path are written in it. */
  readonly query: readonly string[]
  /** Whether what remains goes in a JSON body, or with `takes` in a file. */
  readonly body: boolean
  /** The headers that carry fields, by the name of the field. */
  readonly headers?: Readonly<Record<string, string>>
  /** The body is the field `content` as it is; the field `format` chooses its media type here, and the first is the default. */
  readonly takes?: Readonly<Record<string, string>>
  /** The success is a file, and its text the output. */
  readonly sends?: true
  /** Why the call has no more effect when it is sent twice: it only reads, or its key names it. Absent: it may have. */
  readonly repeat?: 'safe' | 'key'
  /** The field that takes the `nextCursor` of the page before. */
  readonly pages?: string
  /** No token is asked for. */
  readonly public?: true
  /** What its success does to the session; `begins` is `chooses` where the caller says how the refresh token is kept. */
  readonly session?: 'chooses' | 'start' | 'refresh' | 'end'
}

/** By the name of the operation, such as `tasks.create`. */
export type RouteTable = Readonly<Record<string, ClientRoute>>
