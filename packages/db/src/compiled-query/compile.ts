import { is, type Query, SQL } from 'drizzle-orm'
import { PgDatabase, PgDialect, PgPreparedQuery, PgSession } from 'drizzle-orm/pg-core'
import type { Database } from '../database.js'
import { type Field, type Joins, rowDecoder } from './decode-rows.js'
import { parameterEncoder } from './encode-parameters.js'
import { mergeParameters } from './merge-parameters.js'
import type { Statement } from './run.js'

/** A query of Drizzle's builder, or plain SQL. */
export type Buildable = SQL | { prepare(name: string): unknown }

interface Definition {
  readonly name: string
  readonly build: (db: Database) => Buildable
  readonly prepare?: boolean
}

/** Builds a query with Drizzle, without a connection. */
export function compile({ name, build, prepare = true }: Definition): Statement {
  const built = build(builder)
  const { query, fields, joinsNotNullableMap } = is(built, SQL)
    ? new BuiltQuery(dialect.sqlToQuery(built), undefined)
    : (built.prepare(name) as BuiltQuery)
  const { sql, params } = mergeParameters(query)
  return {
    name,
    sql,
    options: { prepare },
    encode: parameterEncoder(name, params),
    decode: is(built, SQL) ? undefined : rowDecoder(fields ?? [], joinsNotNullableMap),
  }
}

/** A session without a connection. To prepare a query, it only keeps what Drizzle has generated. */
class BuildSession extends PgSession {
  override prepareQuery(query: Query, fields: unknown): never {
    return new BuiltQuery(query, fields as Field[] | undefined) as never // the type parameter is the caller's choice
  }

  override transaction(): never {
    throw new TypeError('This session builds queries and cannot run them')
  }
}

class BuiltQuery extends PgPreparedQuery<never> {
  override readonly query: Query
  readonly fields: readonly Field[] | undefined
  /** Set by Drizzle on queries with joins. */
  joinsNotNullableMap: Joins | undefined

  constructor(query: Query, fields: readonly Field[] | undefined) {
    super(query, undefined, undefined)
    this.query = query
    this.fields = fields
  }

  override execute(): never {
    throw new TypeError('This session builds queries and cannot run them')
  }
}

const dialect = new PgDialect()
const builder: Database = new PgDatabase(dialect, new BuildSession(dialect), undefined)
