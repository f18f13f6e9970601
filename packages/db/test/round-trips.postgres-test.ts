import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { compiledQuery } from '../src/compiled-query/compiled-query.js'
import type { Database } from '../src/database.js'
import { type OpenDatabase, openDatabase } from '../src/open-database.js'
import { createTestDatabase, type TestDatabase } from '../src/testing.js'

let testDatabase: TestDatabase
let proxy: Awaited<ReturnType<typeof startCountingProxy>>
let database: OpenDatabase
beforeAll(async () => {
  testDatabase = await createTestDatabase()
  const url = new URL(testDatabase.url)
  proxy = await startCountingProxy(Number(url.port))
  url.port = String(proxy.port)
  database = await openDatabase(url.href, { poolMax: 1 })
})
afterAll(async () => {
  await database?.close()
  await proxy?.close()
  await testDatabase?.drop()
})

const fifty = Array.from({ length: 50 }, (_, n) => `${n}`.padEnd(400))
const echo = compiledQuery({
  name: 'echo',
  build: (db) => db.select({ text: sql<string>`${sql.placeholder('text')}::text` }).from(sql`(values (1)) as one`),
})
const send = (db: Database) => Promise.all(fifty.map((text) => echo(db, { text })))

it('sends the statements that a transaction starts together in a few round trips', async () => {
  await database.db.transaction((tx) => echo(tx, { text: '' })) // the first time, the driver waits for the types

  const before = proxy.roundTrips()
  const rows = await database.db.transaction(send)

  expect(rows.map(([row]) => row?.text)).toEqual(fifty)
  expect(proxy.roundTrips() - before).toBeLessThan(12) // three, or a few more if the server responds before all is sent
})

/** Forwards TCP connections to a local port. A round trip starts when the client sends something after a response. */
async function startCountingProxy(targetPort: number) {
  let roundTrips = 0
  const proxy = createServer((client) => {
    const server = connect({ port: targetPort, host: '127.0.0.1', noDelay: true })
    let isWaiting = false
    client.on('data', () => {
      if (!isWaiting) roundTrips++
      isWaiting = true
    })
    server.on('data', () => {
      isWaiting = false
    })
    client.pipe(server).pipe(client)
    for (const socket of [client, server])
      socket.on('error', () => {
        client.destroy()
        server.destroy()
      })
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return {
    port: (proxy.address() as { port: number }).port,
    roundTrips: () => roundTrips,
    async close() {
      proxy.close()
      await once(proxy, 'close')
    },
  }
}
