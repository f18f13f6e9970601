import { join } from 'node:path'
import { testSecret } from '@taskpact/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openSmallDisk, type SmallDisk } from '../../../../../packages/db/test/small-disk.js'
import { type ServerProcess, startProcess } from '../../support/server-process.js'

let disk: SmallDisk
let server: ServerProcess | undefined
beforeAll(async () => {
  disk = await openSmallDisk(200)
})
afterAll(async () => {
  await server?.stop()
  await disk?.close()
})

const start = () =>
  startProcess({ DATABASE_URL: `pglite://${join(disk.folder, 'pg')}`, JWT_SECRET: testSecret }, { form: 'built' })

it('refuses writes while the disk of the embedded database is full, loses no task, and continues once there is room', async () => {
  server = await start()
  const { url } = server
  const account = JSON.stringify({ email: 'ada@example.com', password: 'Test123!' })
  const json = { 'content-type': 'application/json' }
  const signedUp = await fetch(`${url}/api/auth/signup`, { method: 'POST', headers: json, body: account })
  const { token } = (await signedUp.json()) as { token: string }
  const headers = { ...json, authorization: `Bearer ${token}` }
  const create = () => {
    const body = JSON.stringify({ title: 'Task', description: crypto.randomUUID().repeat(200) })
    return fetch(`${url}/api/me/tasks`, { method: 'POST', headers, body })
  }
  const ready = () => fetch(`${url}/health/ready`)
  await disk.fill()

  const created: string[] = []
  let refused = await create()
  for (; refused.status === 201; refused = await create()) created.push(((await refused.json()) as { id: string }).id)
  expect(refused.status).toBe(503)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await refused.json()).toMatchObject({
    code: 'unavailable',
    detail: 'The disk of the database is full. Try again later.',
  })
  for (let call = 0; call < 20; call++) expect((await create()).status).toBe(503)
  const notReady = await ready()
  expect(notReady.status).toBe(503)
  expect(await notReady.text()).toContain('The disk of the database is full.')

  await disk.free()
  await expect.poll(async () => (await ready()).status, { timeout: 30_000 }).toBe(200)
  expect((await create()).status).toBe(201)
  for (const id of created) expect((await fetch(`${url}/api/me/tasks/${id}`, { headers })).status).toBe(200)
}, 240_000)

it('does not start on a full disk, and says so', async () => {
  await server?.stop()
  server = undefined
  await disk.fill()

  await expect(start()).rejects.toThrow(/^exit 1: The disk of the database in \S+ is full\. Free at least 20 MiB\.\n$/)
  await disk.free()
  server = await start()
}, 240_000)
