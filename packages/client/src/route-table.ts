/** What a client needs to know of an operation at run time: no schema, so that browsers load no validator. */
export interface ClientRoute {
  readonly method: string
  readonly path: string
  /** The fields that the query carries; those of the path are written in it. */
  readonly query: readonly string[]
  /** Whether what remains goes in a JSON body. */
  readonly body: boolean
}

/** By the name of the operation, such as `tasks.create`. */
export type RouteTable = Readonly<Record<string, ClientRoute>>
