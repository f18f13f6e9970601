import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBuiltServer } from '../../server/test/support/built-server.js'
import type { ServerProcess } from '../../server/test/support/server-process.js'
import type { Steps } from './consumer/steps.js'
import {
  type Compile,
  type ConsumerProject,
  type Installer,
  lowestPeers,
  newestPeers,
  openConsumerProject,
} from './consumer-project.js'
import { packAll, type Tarballs } from './tarballs.js'

/** A page of another origin that the server lists, and what it is made of. */
let page: Server
let script = ''
let server: ServerProcess
let tarballs: Tarballs

beforeAll(async () => {
  page = createServer(({ url }, res) => {
    const [type, body] =
      url === '/page.js' ? ['text/javascript', script] : ['text/html', '<script type="module" src="/page.js"></script>']
    res.setHeader('content-type', type).end(body)
  }).listen(0, '127.0.0.1')
  await once(page, 'listening')
  const env = { CORS_ORIGINS: originOf(page) }
  ;[server, tarballs] = await Promise.all([startBuiltServer(env), packAll()])
})
afterAll(async () => {
  page?.close()
  await server?.stop()
  await tarballs?.close()
})

/** The declarations of TanStack DB do not compile with `exactOptionalPropertyTypes`. */
const inExactProjects = { except: ['collection.ts'] } as const
const inOthers = { files: ['collection.ts'], exactOptionalPropertyTypes: false } as const
/** Who compiles what was installed by whom: both compilers, and both ways to find modules that ESM has. */
const installs: { installer: Installer; compiles: Compile[] }[] = [
  {
    installer: 'npm',
    compiles: [
      { typescript: 5.9, resolution: 'nodenext', ...inExactProjects },
      { typescript: 7, resolution: 'bundler', ...inExactProjects },
      { typescript: 5.9, resolution: 'bundler', ...inOthers },
    ],
  },
  {
    installer: 'pnpm',
    compiles: [
      { typescript: 7, resolution: 'nodenext', ...inExactProjects },
      { typescript: 7, resolution: 'nodenext', ...inOthers },
    ],
  },
]

/** What the program says. */
const outcome = {
  signedUp: true,
  created: 'Buy milk',
  listed: ['Buy milk'],
  fetched: ['home'],
  pages: [1],
  completed: true,
  stale: 'revision_mismatch',
  stored: 1,
  replicated: ['Buy bread', 'Buy milk'],
  exampled: 'Buy eggs',
  renamed: 'Ada',
  document: expect.stringMatching(/^\d+\.\d+\.\d+$/),
  signedOut: true,
}

/** What the program with TanStack DB says. */
const collected = { shown: ['Buy milk'], stored: ['Buy milk'], refused: 'invalid_input' }

describe.each(installs)('what $installer installs of the packages', ({ installer, compiles }) => {
  let project: ConsumerProject
  beforeAll(async () => {
    project = await openConsumerProject({ installer, tarballs: tarballs.files, others: newestPeers })
  })
  afterAll(async () => {
    await project?.close()
  })

  it.each(compiles)('compiles, with every declaration checked: TypeScript $typescript, $resolution, $files', (how) =>
    project.compile(how),
  )

  it('runs in Node', async () => {
    expect(await project.run('program.ts', [server.url, `${installer}@example.com`])).toEqual(outcome)
  })

  it('runs in Node, with TanStack DB', async () => {
    expect(await project.run('collection.ts', [])).toEqual(collected)
  })

  it('can be required by CommonJS modules', async () => {
    expect(await project.run('require.cts', [])).toEqual({
      title: 'Buy milk',
      missing: 'not_found',
      key: ['tasks', 'list'],
      stored: ['Buy eggs'],
      trpc: 'function',
    })
  })

  it('works in a browser that loads it as one bundle, and keeps its session over a reload', async () => {
    const { script: bundle, inputs } = await project.bundle(server.url)
    script = bundle
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
    try {
      const { begun, ended, failures } = await visit(browser, `browser-${installer}@example.com`)

      expect(begun).toBe('Buy milk')
      expect(ended).toEqual({ listed: ['Buy milk'], events: ['signed out'], refused: 'unauthenticated' })
      expect(failures).toEqual([])
    } finally {
      await browser.close()
    }
    expect(inputs.filter((file) => /node_modules\/(?!@taskpact|\.pnpm\/@taskpact)/.test(file))).toEqual([])
  })
})

it('the lowest permitted peers work in Node', async () => {
  const project = await openConsumerProject({ installer: 'npm', tarballs: tarballs.files, others: lowestPeers })
  try {
    expect(await project.run('program.ts', [server.url, 'lowest@example.com'])).toEqual(outcome)
    expect(await project.run('collection.ts', [])).toEqual(collected)
  } finally {
    await project.close()
  }
})

async function visit(browser: Browser, email: string) {
  const tab = await browser.newPage()
  const failures: string[] = []
  tab.on('pageerror', ({ message }) => failures.push(message))
  await tab.goto(originOf(page), { waitUntil: 'load' })
  const begun = await tab.evaluate((email) => (globalThis as unknown as Steps).begin(email), email)
  await tab.reload({ waitUntil: 'load' })
  const ended = await tab.evaluate(() => (globalThis as unknown as Steps).end())
  return { begun, ended, failures }
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
