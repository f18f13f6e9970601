import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTokenProxy, type TokenProxy } from './token-proxy.js'

const run = promisify(execFile)
const folder = fileURLToPath(new URL('..', import.meta.url))
const program = (path: string) =>
  fileURLToPath(new URL(`../node_modules/@modelcontextprotocol/${path}`, import.meta.url))

let server: TestServer
let proxy: TokenProxy
beforeAll(async () => {
  server = await startTestServer()
  const { token } = await server.signUp()
  proxy = await openTokenProxy(server.url, token)
})
afterAll(async () => {
  await proxy?.close()
  await server?.close()
})

/** Runs a program on Node 24, which both require. Rejects with its output if it fails. */
async function onNode24(...args: readonly string[]): Promise<string> {
  try {
    const { stdout, stderr } = await run('npx', ['-y', '-p', 'node@24', 'node', ...args], {
      cwd: folder,
      maxBuffer: 2 ** 26,
    })
    return stdout + stderr
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string }
    throw new Error(`${args[0]} failed:\n${stdout?.slice(-6000)}\n${stderr}`)
  }
}

describe('the conformance suite of the Model Context Protocol', () => {
  const passedBefore = { '2026-07-28': 91, '2025-11-25': 37, '2025-06-18': 31 }

  it.each(Object.entries(passedBefore))(
    'passes at %s, but for the checks in the baseline',
    async (revision, passed) => {
      const output = await onNode24(
        program('conformance/dist/index.js'),
        'server',
        ...['--url', `${proxy.url}/mcp`, '--suite', 'all', '--spec-version', revision],
        ...['--expected-failures', `test/mcp-conformance/${revision}.yaml`],
      )
      expect(output).toContain('tools-list')
      expect(Number(/Total: (\d+) passed/.exec(output)?.[1])).toBeGreaterThanOrEqual(passed)
    },
    300_000,
  )
})

describe('the inspector of the Model Context Protocol', () => {
  it('finds no error and no warning in the tools', async () => {
    const output = await onNode24(
      program('inspector/clients/launcher/build/index.js'),
      ...['--cli', `${proxy.url}/mcp`, '--transport', 'http', '--method', 'tools/list', '--strict'],
    )
    const { tools } = JSON.parse(output) as { tools: { name: string }[] }
    expect(tools.map(({ name }) => name)).toContain('change_tasks')
  }, 120_000)
})
