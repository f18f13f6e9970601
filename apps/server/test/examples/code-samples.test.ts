import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ApiError, type Client, createClient } from '@taskpact/client'
import { contract, type Operation, operations } from '@taskpact/contract'
import { createDocument, taskpact } from '@taskpact/openapi'
import {
  createAuthenticator,
  startMailServer,
  startTestServer,
  type TestMailServer,
  type TestServer,
  totpCode,
} from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as z from 'zod'
import { redirectOf, startTestProvider, type TestProvider } from '../support/identity-provider.js'
import { storeConnectedApp } from '../support/stored-app.js'

const run = promisify(execFile)
/** The names of the variables of samples. */
const idNames = ['taskId', 'sessionId', 'tokenId', 'appId', 'passkeyId', 'identityId'] as const
const root = fileURLToPath(new URL('../../../../', import.meta.url))
const all = operations(contract)
const document = createDocument(all, { ...taskpact, version: '1.0.0' })

interface Account {
  readonly email: string
  readonly password: string
}

interface Described {
  readonly operationId: string
  readonly 'x-codeSamples': readonly { readonly label: string; readonly source: string }[]
}

// The types of OpenAPI do not include extensions.
const described = Object.values(document.paths ?? {}).flatMap((item) =>
  Object.values(item ?? {}),
) as unknown as Described[]
const samples = all.map((operation) => {
  const id = operation.name.replace(/\.(\w)/g, (_, letter: string) => letter.toUpperCase())
  const found = described.find(({ operationId }) => operationId === id)?.['x-codeSamples'] ?? []
  const sourceOf = (wanted: string) => found.find(({ label }) => label === wanted)?.source ?? ''
  return { operation, name: operation.name, client: sourceOf('Typed client'), curl: sourceOf('curl') }
})

/** The code samples of the document, with examples of their own user in place of those of the contract. */
describe('code samples of the document', () => {
  let provider: TestProvider
  let server: TestServer
  let mail: TestMailServer
  beforeAll(async () => {
    provider = await startTestProvider()
    mail = await startMailServer()
    const setting = provider.setting.replace('"id":"openid"', '"id":"google"')
    server = await startTestServer({ env: { ...mail.env, OIDC_PROVIDERS: setting } })
  })
  afterAll(async () => {
    await server?.close()
    await mail?.close()
    await provider?.close()
  })

  it.each(samples)('run with curl: $name', async ({ operation, curl }) => {
    const { replace, ...ids } = await prepare(operation)
    // A stream ends only when curl does.
    const [maxTime, orTimeout] = operation.kind === 'stream' ? ['-m 1', ' || [ $? = 28 ]'] : ['', '']
    const program = `curl() { command curl -s -o /dev/null -w '%{http_code}' ${maxTime} "$@"${orTimeout}; }\n${replace(curl)}`
    const env = {
      PATH: process.env.PATH,
      API: server.url,
      TOKEN: ids.token,
      TASK_ID: ids.taskId,
      SESSION_ID: ids.sessionId,
      TOKEN_ID: ids.tokenId,
      APP_ID: ids.appId,
      PASSKEY_ID: ids.passkeyId,
      IDENTITY_ID: ids.identityId,
    }
    const { stdout } = await run('bash', ['-euc', program], { env })

    expect(stdout).toBe(String(operation.status))
  })

  const ofClient = samples.filter(({ client }) => client !== '')
  it.each(ofClient)('run with the typed client: $name', async ({ operation, client }) => {
    const { replace, token, ...ids } = await prepare(operation)
    const api = createClient({ baseUrl: server.url, token })
    if (operation.kind === 'stream')
      return expect(await firstLogged(replace(client), api)).toMatchObject({ type: 'put' })
    const call = new Function('client', ...idNames, `return (async () => ${replace(client)})()`)

    const result = await call(api, ...idNames.map((name) => ids[name]))

    expect(result === undefined).toBe(operation.output === undefined)
  })

  it('compile with the typed client', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'code-samples-'))
    try {
      const head = `import type { Client } from '@taskpact/client'\ndeclare const client: Client, ${idNames.map((name) => `${name}: string`).join(', ')}\n`
      await writeFile(
        join(folder, 'samples.ts'),
        `${head}${ofClient.map(({ client }) => client).join('\n')}\nexport {}\n`,
      )
      const options = {
        ...{ noEmit: true, customConditions: ['@taskpact/source'], typeRoots: [join(root, 'node_modules/@types')] },
        paths: { '@taskpact/client': [join(root, 'packages/client/src/index.ts')] },
      }
      const config = { extends: join(root, 'tsconfig.base.json'), compilerOptions: options, include: ['*.ts'] }
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
      await writeFile(join(folder, 'package.json'), '{"type":"module"}')
      const { stdout } = await run(join(root, 'node_modules/.bin/tsc'), ['-p', folder]).catch((error) => error)

      expect(stdout).toBe('')
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('run with fetch in the section on browsers, and set the cookie of the session', async () => {
    const [, code = ''] = /```js\n(.*?)```/s.exec(document.info.description ?? '') ?? []
    const { replace } = await prepare({ name: 'auth.signin' })
    const send = new Function('api', `return (async () => ${replace(code)})()`)

    const response: Response = await send(server.url)

    expect(response.ok).toBe(true)
    expect(response.headers.get('set-cookie')).toMatch(/refresh=.*HttpOnly/)
  })

  /** Runs a loop that does not end. Returns what it logs first. */
  function firstLogged(loop: string, client: Client): Promise<unknown> {
    const start = new Function('client', 'console', `return (async () => { ${loop} })()`)
    return new Promise((resolve, reject) => {
      const log = (item: unknown) => {
        resolve(item)
        throw new Error('The loop is left')
      }
      start(client, { log }).catch(reject)
    })
  }

  /** Returns the token of the mail that an operation by a link needs. */
  async function linkFor(
    name: string,
    { email, newEmail, client }: { email: string; newEmail: string; client: Client },
  ) {
    const next = async (to: string, subject: RegExp) => (await mail.next(to, subject)).token
    const verification = await next(email, /Verify/)
    if (name === 'auth.verifyEmail') return verification
    if (name === 'auth.resetPassword') {
      await client.auth.requestPasswordReset({ email })
      return next(email, /Reset/)
    }
    if (name === 'auth.signInWithLink') {
      await client.auth.requestSignInLink({ email })
      return next(email, /Sign in/)
    }
    if (name !== 'auth.confirmEmail' && name !== 'auth.undoEmailChange') return ''
    await client.auth.changeEmail({ email: newEmail, password: 'Test123!' })
    const confirmation = await next(newEmail, /Confirm/)
    if (name === 'auth.confirmEmail') return confirmation
    await client.auth.confirmEmail({ token: confirmation })
    return next(email, /was changed/)
  }

  /** Creates what the sample of an operation refers to: an account with the password of the examples, and what the operation reads or changes. */
  async function prepare({ name }: Pick<Operation, 'name'>) {
    const concerns = (prefix: string) => name.startsWith(prefix) || name === 'auth.exportMe'
    const email = `${randomUUID()}@example.com`
    const account = { email, password: 'Test123!' }
    const visitor = createClient({ baseUrl: server.url })
    if (name === 'auth.signup') return { replace: (code: string) => code.replaceAll('ada@example.com', email) }
    const { token, refreshToken = '', user } = await visitor.auth.signup(account)
    const client = createClient({ baseUrl: server.url, token })
    const taskId = concerns('tasks.') ? await taskOf(name, client) : undefined
    const sessionId = concerns('auth.sessions.') ? await otherSession(client, account) : undefined
    const tokenId = concerns('auth.tokens.') ? await tokenOf(client, account) : undefined
    const appId = concerns('auth.apps.') ? await appOf(user.id) : undefined
    const passkey = concerns('auth.passkeys.') ? await passkeyFor(name, client, account) : undefined
    const newEmail = `${randomUUID()}@example.org`
    const link = await linkFor(name, { email, newEmail, client })
    const factor = await prepareFactor(name, client, account)
    const { identityId, ticket: identityTicket, url } = await identityFor(name, client)
    const examples = {
      'ada@example.com': email,
      'ada@example.org': newEmail,
      'eyJ0…': refreshToken,
      'MDE5OWU4ZjQ.s3cr3t': link,
      'WyIw….c2ln…': factor.ticket,
      '123456': factor.code,
      'WyIwMTk5.c2ln': identityTicket,
      'https://app.example/?code=a&state=b': url,
      ...(passkey && passkeyExamples(name, passkey.given)),
    }
    const replace = (code: string) =>
      Object.entries(examples).reduce((text, [example, own]) => (own ? text.replaceAll(example, own) : text), code)
    return { token, taskId, sessionId, tokenId, appId, passkeyId: passkey?.id, identityId, replace }
  }

  async function taskOf(name: string, client: Client) {
    const { id: taskId } = await client.tasks.create({ title: 'Water the plants' })
    if (/restore|purge/.test(name)) await client.tasks.remove({ taskId })
    return taskId
  }

  async function otherSession(client: Client, account: Account) {
    await createClient({ baseUrl: server.url }).auth.signin(account)
    return (await client.auth.sessions.list()).items.find(({ current }) => !current)?.id
  }

  async function tokenOf(client: Client, { password }: Account) {
    const { id } = await client.auth.tokens.create({ name: 'A script', scopes: ['tasks:read'], password })
    return id
  }

  async function appOf(userId: string) {
    return (await storeConnectedApp(await server.database(), { userId })).id
  }

  /** Returns a passkey, unless the sample registers it, and what the second step of the sample sends. */
  async function passkeyFor(name: string, client: Client, { password }: Account) {
    const { passkeys } = client.auth
    const authenticator = createAuthenticator()
    const { ticket, options } = await passkeys.beginRegistration({ password })
    const response = authenticator.create(options)
    if (name === 'auth.passkeys.register') return { id: undefined, given: { ticket, response } }
    const { id } = await passkeys.register({ ticket, response, name: 'Phone' })
    const begun = name === 'auth.passkeys.stepUp' ? await passkeys.beginStepUp() : await passkeys.beginSignIn()
    return { id, given: { ticket: begun.ticket, response: authenticator.get(begun.options) } }
  }

  /** Sets up the second factor that a sample needs. Returns the next code, and the ticket of a sign-in. */
  async function prepareFactor(name: string, client: Client, account: Account) {
    if (!/secondFactor\.(enable|disable|replace)|signInWithCode/.test(name)) return { code: '123456', ticket: '' }
    const { secret } = await client.auth.secondFactor.begin({ password: account.password })
    if (name.endsWith('enable')) return { code: totpCode(secret, Date.now()), ticket: '' }
    await client.auth.secondFactor.enable({ code: totpCode(secret, Date.now()) })
    const refused = await client.auth.signin(account).catch((error: unknown) => error)
    const ticket = refused instanceof ApiError ? refused.problem?.ticket : undefined
    return { code: totpCode(secret, Date.now() + 30_000), ticket: ticket ?? '' }
  }

  /** Returns what an operation on identities needs: an identity, or the ticket and the URL of its second step. */
  async function identityFor(name: string, client: Client) {
    const none = { identityId: undefined, ticket: '', url: '' }
    if (!/identities\.(signIn|link|unlink)$/.test(name)) return none
    const input = { provider: 'google', password: 'Test123!' }
    const begun = await (name.endsWith('signIn')
      ? client.auth.identities.beginSignIn({ provider: input.provider })
      : client.auth.identities.beginLink(input))
    const authorized = { ticket: begun.ticket, url: await redirectOf(begun.url) }
    if (!name.endsWith('unlink')) return { ...none, ...authorized }
    const { id: identityId } = await client.auth.identities.link(authorized)
    return { ...none, identityId }
  }
})

/** Returns what replaces the examples of a second step with a passkey: the ticket, and each text of the response. */
function passkeyExamples(name: string, given: { readonly ticket: string; readonly response: object }) {
  const { ticket, response } = (all.find((operation) => operation.name === name)?.input.shape ?? {}) as Fields
  if (!ticket || !response) return {}
  const own = textsIn(given.response)
  const texts = textsIn(exampleOf(response)).map((text, at) => [text, own[at] ?? ''] as const)
  return Object.fromEntries([...texts, [String(exampleOf(ticket)), given.ticket]])
}

type Fields = Readonly<Record<string, z.ZodType>>

function exampleOf(schema: z.ZodType): unknown {
  return (schema.meta()?.examples as unknown[] | undefined)?.[0]
}

/** Returns the texts of a value in their order. */
function textsIn(value: unknown): readonly string[] {
  return typeof value === 'string' ? [value] : Object.values(value ?? {}).flatMap(textsIn)
}
