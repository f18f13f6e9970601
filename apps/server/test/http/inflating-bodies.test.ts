import { type Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { brotliCompressSync, constants, createBrotliDecompress, createGunzip, gzipSync } from 'node:zlib'
import { limits } from '@taskpact/contract'
import { expectProblem, jsonType } from '@taskpact/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AttackedServer, startAttackedServer } from './attacked-server.js'

const mebibyte = 1024 * 1024

let server: AttackedServer
beforeAll(async () => {
  server = await startAttackedServer({ env: { REQUEST_TIMEOUT: '30' } })
})
afterAll(() => server?.close())

// A gzip file can have several members (RFC 1952, section 2.2).
const gzipBomb = Buffer.concat(Array.from({ length: 60 }, () => gzipSync(Buffer.alloc(10 * mebibyte, 0x20))))
const brotliBomb = brotliCompressSync(Buffer.alloc(200 * mebibyte, 0x20), {
  params: { [constants.BROTLI_PARAM_QUALITY]: 1 },
})

it.each([
  ['gzip', gzipBomb, createGunzip],
  ['br', brotliBomb, createBrotliDecompress],
])('a %s body that inflates a hundredfold is refused before it is fully inflated', async (encoding, body, inflate) => {
  const fullCpu = await cpuOf(async () => {
    expect(await sizeOf(inflate(), body)).toBeGreaterThanOrEqual(200 * mebibyte)
  })
  const headers = { ...jsonType, 'content-encoding': encoding }
  const bomb = () => server.send('/api/me/tasks', { method: 'POST', token: server.ada.token, body, headers })
  expect(body.length).toBeLessThan(limits.bodyBytes)

  await server.survives(async () => expectProblem(await bomb(), 'payload_too_large'))
  const refusalCpu = await cpuOf(async () => expectProblem(await bomb(), 'payload_too_large'))

  expect(refusalCpu).toBeLessThan(fullCpu / 4)
})

it('20 concurrent inflating imports are refused with bounded memory and time', async () => {
  const headers = { 'content-type': 'text/csv', 'content-encoding': 'gzip' }
  const { token } = server.ada
  const before = process.memoryUsage.rss()

  await server.survives(async () => {
    const bombs = Array.from({ length: 20 }, () =>
      server.send('/api/me/tasks/import', { method: 'POST', token, body: gzipBomb, headers }),
    )
    for (const response of await Promise.all(bombs)) expectProblem(response, 'payload_too_large')
  })

  expect(process.memoryUsage.rss() - before).toBeLessThan((20 * 600 * mebibyte) / 10)
})

async function sizeOf(inflating: Transform, body: Buffer): Promise<number> {
  let size = 0
  const count = new Writable({
    write(chunk: Buffer, _encoding, done) {
      size += chunk.length
      done()
    },
  })
  inflating.end(body)
  await pipeline(inflating, count)
  return size
}

/** Returns the CPU time of all threads in microseconds, which does not depend on other processes. */
async function cpuOf(run: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  await run()
  const { user, system } = process.cpuUsage(before)
  return user + system
}
