import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { createClient } from '@taskpact/client'
import { startTestServer } from '@taskpact/testing'
import { expect, it } from 'vitest'

it('promtool accepts the metrics', async () => {
  const server = await startTestServer()
  try {
    const { token } = await createClient({ baseUrl: server.url }).auth.signup({
      email: 'ada@example.com',
      password: 'Test123!',
    })
    await createClient({ baseUrl: server.url, token }).tasks.list()

    const metrics = await (await fetch(`${server.url}/metrics`)).text()

    expect(metrics).toMatch(/^taskpact_call_duration_seconds_count\{.*operation="tasks.list"/m)
    expect(await promtool(metrics)).toEqual({ code: 0, output: '' })
  } finally {
    await server.close()
  }
})

async function promtool(metrics: string): Promise<{ code: number; output: string }> {
  const child = spawn('promtool', ['check', 'metrics'], { stdio: ['pipe', 'pipe', 'pipe'] })
  const output = Promise.all([text(child.stdout), text(child.stderr)])
  child.stdin.end(metrics)
  const [code] = await once(child, 'exit')
  return { code, output: (await output).join('') }
}
