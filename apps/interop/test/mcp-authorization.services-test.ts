import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { User } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../../packages/db/test/free-port.js'
import { allow, localApp, type OAuthServer, startOAuthServer } from '../../server/test/oauth/oauth-server.js'
import { createPageBrowser } from '../../server/test/oauth/page-browser.js'

const program = fileURLToPath(
  new URL('../node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url),
)

let server: OAuthServer
let ada: User
beforeAll(async () => {
  server = await startOAuthServer()
  ada = await server.signUp()
})
afterAll(() => server?.close())

/** Runs the suite on Node 24, which it requires, and authorizes its client in a browser. Returns its output and its exit code. */
async function run(...args: readonly string[]): Promise<{ readonly output: string; readonly code: number | null }> {
  const suite = spawn('npx', ['-y', '-p', 'node@24', 'node', program, 'authorization', ...args])
  const exited = new Promise<number | null>((resolve, reject) => suite.once('exit', resolve).once('error', reject))
  const lines: string[] = []
  suite.stderr.setEncoding('utf8').on('data', (text: string) => lines.push(text))
  for await (const line of createInterface(suite.stdout)) {
    lines.push(line)
    if (line.startsWith(`${server.publicUrl}/oauth/authorize?`)) await authorize(line)
  }
  return { code: await exited, output: lines.join('\n') }
}

async function authorize(url: string): Promise<void> {
  const browser = createPageBrowser(server.publicUrl)
  const callback = await allow(browser, await browser.open(url), ada)
  await fetch(callback)
}

describe('the conformance suite of the Model Context Protocol, for authorization servers', () => {
  // Metadata documents are part of the revisions since 2025-11-25.
  const checks = { '2026-07-28': 3, '2025-11-25': 3, '2025-06-18': 2, '2025-03-26': 2 }

  it.each(Object.entries(checks))(
    'passes at %s with an app on the computer of the user',
    async (revision, passed) => {
      const port = String(await freePort())
      const { output, code } = await run(
        ...['--url', server.publicUrl, '--spec-version', revision, '--port', port],
        ...['--client-id', localApp.clientId, '--resource', server.resources.mcp],
      )

      expect(output).not.toContain('WARNING')
      expect(output).toContain(`Total: ${passed} passed, 0 failed`)
      expect(code).toBe(0)
    },
    120_000,
  )
})
