import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { readEnv } from '../../../src/config/env.js'
import { openTracing } from '../../../src/tracing/open-tracing.js'
import { openEndpoint } from '../../support/endpoint.js'
import { startCollector } from './collector.js'

/** Serves one request whose trace has `count` statements besides the request itself. */
async function traceStatements(endpoint: string, count: number) {
  const log: Record<string, unknown>[] = []
  const logger = pino({}, { write: (line: string) => log.push(JSON.parse(line)) })
  const tracing = openTracing(endpoint, readEnv({}), logger)
  const app = await openEndpoint(
    tracing.traceRequests((_req, res) => {
      for (let index = 0; index < count; index++) tracing.onStatement({ text: 'select 1', ms: 1, failed: false })
      res.end('served')
    }),
  )
  const response = await (await fetch(app.origin)).text()
  await app.close()
  return { tracing, log, response }
}

describe.concurrent('a collector that', () => {
  it('is slow gets the spans that fit in the queue, and the others are dropped', async () => {
    let respond = () => {}
    const collector = await startCollector(new Promise<void>((resolve) => (respond = resolve)))
    const { tracing, response } = await traceStatements(collector.endpoint, 6000)
    await expect.poll(() => collector.requests.length).toBe(1)
    respond()
    await tracing.close()
    await collector.close()

    expect(response).toBe('served')
    expect(collector.spans.length).toBeGreaterThanOrEqual(2048)
    expect(collector.spans.length).toBeLessThanOrEqual(2048 + 512 + 1)
  })

  it('is unreachable delays neither requests nor the shutdown, and is logged once', async () => {
    const gone = await openEndpoint(() => {})
    await gone.close()
    const { tracing, log, response } = await traceStatements(gone.origin, 2000)
    const started = performance.now()
    await tracing.close()

    expect(response).toBe('served')
    expect(performance.now() - started).toBeLessThan(5000)
    expect(log).toHaveLength(1)
    expect(log[0]).toMatchObject({ level: 40, msg: 'Could not export traces', lost: expect.any(Number) })
  })

  it('does not respond delays the shutdown by a bounded time', async () => {
    const collector = await startCollector(sleep(20_000, undefined, { ref: false }))
    const { tracing, response } = await traceStatements(collector.endpoint, 10)
    const started = performance.now()
    await tracing.close()

    expect(response).toBe('served')
    expect(performance.now() - started).toBeLessThan(5000)
    expect(collector.requests.length).toBeGreaterThan(0)
    await collector.close()
  })
})
