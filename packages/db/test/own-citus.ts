import postgres from 'postgres'
import { type OwnPostgres, startOwnPostgres } from './own-postgres.js'

/** A Citus cluster that a test can break: a coordinator and two workers. */
export interface OwnCitus {
  readonly url: string
  readonly workers: readonly [OwnPostgres, OwnPostgres]
  close(): Promise<void>
}

const settings = {
  // A commit waits for the disk, as in production.
  fsync: 'on',
  shared_preload_libraries: 'citus',
  max_connections: 200,
  max_prepared_transactions: 200,
  // Transactions that a crash left prepared hold their locks until then.
  'citus.recover_2pc_interval': '2s',
  // The home folder of the user who runs the tests may have certificates, which the server cannot read.
  'citus.node_conninfo': 'sslmode=disable',
}

/** Starts a cluster on free ports, or only its servers. The installed PostgreSQL must have Citus. */
export async function startOwnCitus({ isJoined = true } = {}): Promise<OwnCitus> {
  const nodes: OwnPostgres[] = []
  const close = async () => {
    for (const node of nodes) await node.close()
  }
  try {
    for (const _ of ['coordinator', 'worker', 'worker']) nodes.push(await startOwnPostgres({ settings }))
    const [coordinator, ...workers] = nodes as [OwnPostgres, OwnPostgres, OwnPostgres]
    if (isJoined) {
      for (const { url } of nodes) await execute(url, 'create extension citus')
      await execute(coordinator.url, `select citus_set_coordinator_host('127.0.0.1', ${coordinator.port})`)
      for (const { port } of workers) await execute(coordinator.url, `select citus_add_node('127.0.0.1', ${port})`)
    }
    return { url: coordinator.url, workers, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function execute(url: string, statement: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {} })
  await client.unsafe(statement)
  await client.end()
}
