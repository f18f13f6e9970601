import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'

/** A pool or a running transaction. The same queries run on PGlite and on PostgreSQL. */
export type Database = PgDatabase<PgQueryResultHKT>
