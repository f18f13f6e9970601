import { DrizzleQueryError, is, Param, Placeholder } from 'drizzle-orm'

/**
 * Has a prepared query send its statement by itself, where rows are decoded. drizzle finds out anew each time what each parameter
 * is, and hands the statement through four functions that wait for each other, for traces and a cache that nobody keeps. What
 * is sent, told and given is the same, and so is how a statement fails.
 */
export function sendingDirectly<Q>(query: Q): Q {
  const prepared = query as Prepared
  const { client, params, queryString, prepare, customResultMapper: decode } = prepared
  if (!client?.unsafe || !params || queryString === undefined || !decode) return query
  const fill = params.map(filling)
  const options = { prepare }
  prepared.execute = async (values = {}) => {
    const given = fill.map((read) => read(values))
    prepared.logger.logQuery(queryString, given)
    let rows: Rows
    try {
      rows = await client.unsafe(queryString, given, options).values()
    } catch (cause) {
      throw new DrizzleQueryError(queryString, given, cause as Error)
    }
    return decode(rows)
  }
  return query
}

type Rows = readonly unknown[][]

/** What drizzle keeps with a query that it has prepared for postgres.js; its types do not show it. */
interface Prepared {
  readonly client: Client
  readonly params?: readonly unknown[]
  readonly queryString?: string
  readonly prepare?: boolean
  readonly logger: { logQuery(statement: string, given: unknown[]): void }
  readonly customResultMapper?: (rows: Rows) => unknown[]
  execute: (values?: Values) => Promise<unknown[]>
}

interface Client {
  unsafe(
    statement: string,
    given: unknown[],
    options: { readonly prepare?: boolean | undefined },
  ): { values(): Promise<Rows> }
}

type Values = Readonly<Record<string, unknown>>

/** What stands at a place of a statement, given the values of its placeholders. */
function filling(param: unknown): (values: Values) => unknown {
  if (is(param, Placeholder)) return named(param.name)
  if (!is(param, Param) || !is(param.value, Placeholder)) return () => param
  const { encoder, value } = param
  const read = named(value.name)
  return (values) => encoder.mapToDriverValue(read(values))
}

function named(name: string): (values: Values) => unknown {
  return (values) => {
    if (!(name in values)) throw new TypeError(`A statement is not told its ${name}`)
    return values[name]
  }
}
