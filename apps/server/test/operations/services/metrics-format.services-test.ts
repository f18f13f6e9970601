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

    const page = await (await fetch(`${server.url}/metrics`)).text()

    expect(page).toMatch(/^taskpact_call_duration_seconds_count\{.*operation="tasks.list"/m)
    expect(await promtool(page)).toEqual({ code: 0, said: '' })
  } finally {
    await server.close()
  }
})

async function promtool(page: string): Promise<{ code: number; said: string }> {
  const child = spawn('promtool', ['check', 'metrics'], { stdio: ['pipe', 'pipe', 'pipe'] })
  const said = Promise.all([text(child.stdout), text(child.stderr)])
  child.stdin.end(page)
  const [code] = await once(child, 'exit')
  return { code, said: (await said).join('') }
}
