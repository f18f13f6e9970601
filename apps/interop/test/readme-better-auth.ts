import { readFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { oauthProvider } from '@better-auth/oauth-provider'
import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { toNodeHandler } from 'better-auth/node'
import { jwt } from 'better-auth/plugins'

const readme = readFileSync(new URL('../../server/README.md', import.meta.url), 'utf8')

/** Returns the server of the example in the README, at other origins and with its data in memory. */
export function readmeBetterAuth(origin: string, publicUrl: string): RequestListener {
  const code = /```ts\n(import \{ oauthProvider \}[^`]*)```/.exec(readme)?.[1]
  if (code === undefined) throw new Error('The README has no example of Better Auth')
  const body = code
    .replace(/^import .*\n/gm, '')
    .replace('export const auth =', 'return')
    .replaceAll('https://auth.example.com', origin)
    .replaceAll('https://tasks.example.com', publicUrl)
  const tables = ['user', 'session', 'account', 'verification', 'jwks']
  const tablesOfProvider = ['Client', 'Resource', 'ClientResource', 'AccessToken', 'RefreshToken', 'Consent']
  const names = [...tables, ...tablesOfProvider.map((name) => `oauth${name}`), 'oauthClientAssertion']
  const given = {
    betterAuth,
    jwt,
    oauthProvider,
    database: memoryAdapter(Object.fromEntries(names.map((name) => [name, []]))),
    process: { env: { BETTER_AUTH_SECRET: 'a secret of Better Auth, which is not that of the server' } },
  }
  const create = new Function(...Object.keys(given), body) as (
    ...values: unknown[]
  ) => Parameters<typeof toNodeHandler>[0]
  return toNodeHandler(create(...Object.values(given)))
}
