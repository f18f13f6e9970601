import { distributedBy, undistributed } from '../distribution.js'

/** Runs a statement outside of transactions. */
type Run = (statement: string) => Promise<readonly object[]>

/**
 * Distributes the tables that are not distributed yet, on the coordinator of a Citus cluster, and removes their local copies. No server may
 * write meanwhile. Resolves to a sentence for each thing done. Rejects with a TypeError if the database does not have the extension.
 */
export async function distribute(run: Run): Promise<string[]> {
  const [citus] = await run(`select 1 from pg_extension where extname = 'citus'`)
  if (!citus)
    throw new TypeError('This database has no Citus: run `create extension citus` in it, or do without `--distribute`.')
  const present = (await run('select table_name::text as name from citus_tables')) as { name: string }[]
  const isMissing = (table: string) => !present.some(({ name }) => name === table)
  const done: string[] = []
  if (isMissing('users')) {
    // A unique index must contain the column of the distribution, and distributed tables have no triggers.
    await run('drop index if exists users_email')
    await run('drop trigger if exists users_emails on users')
    done.push('Dropped the index and the trigger that only the previous release needs.')
  }
  for (const table of undistributed.filter(isMissing)) {
    await run(`select create_reference_table('${table}')`)
    done.push(`Copied ${table} to every node.`)
  }
  for (const [table, column] of [...distributedBy].filter(([name]) => isMissing(name))) {
    await run(`select create_distributed_table('${table}', '${column}', colocate_with => '${colocatedWith(table)}')`)
    done.push(`Distributed ${table} by ${column}.`)
  }
  // Last, because it empties the tables that refer to a table, too.
  for (const table of [...undistributed, ...distributedBy.keys()]) {
    const [local] = (await run(`select pg_relation_size('${table}') > 0 as "isLeft"`)) as { isLeft: boolean }[]
    if (!local?.isLeft) continue
    await run(`select truncate_local_data_after_distributing_table('${table}')`)
    done.push(`Removed the copy of ${table} that was left on the coordinator.`)
  }
  return done
}

/** Whether all workers of a Citus cluster respond. */
export async function workersRespond(run: Run): Promise<boolean> {
  const [workers] = (await run(
    `select coalesce(bool_and(success), true) as respond from run_command_on_workers('select 1')`,
  )) as { respond: boolean }[]
  return workers?.respond ?? true
}

/** Tables of users are together on the shard of a user. */
function colocatedWith(table: string): string {
  return distributedBy.get(table) === 'user_id' ? 'users' : 'none'
}
