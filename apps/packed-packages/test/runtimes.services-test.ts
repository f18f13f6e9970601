import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { unusedAddress } from '../../../packages/client/test/unused-address.js'
import { startBuiltServer } from '../../server/test/support/built-server.js'
import type { ServerProcess } from '../../server/test/support/server-process.js'
import type { Settings } from './consumer/settings.js'
import { type ConsumerProject, newestPeers, openConsumerProject } from './consumer-project.js'
import { type FaultyProxy, openFaultyProxy } from './faulty-proxy.js'
import { compileForHermes, type Runtime, runtimes } from './runtimes.js'
import { packAll, type Tarballs } from './tarballs.js'

/** Globals that the client does not need. */
const optional = [
  'AbortSignal.any',
  'AbortSignal.prototype.reason',
  'AbortSignal.prototype.throwIfAborted',
  'AbortSignal.timeout',
  'BroadcastChannel',
  'FinalizationRegistry',
  'String.prototype.isWellFormed',
  'URLSearchParams.prototype.size',
  'crypto',
  'navigator',
  'navigator.locks',
  'structuredClone',
]
/** The globals to delete, by the title of the run. */
const setsOf = (globals: readonly string[]): [string, readonly string[]][] => [
  ['', []],
  ...globals.map((name): [string, readonly string[]] => [` without ${name}`, [name]]),
  [' without any of these', globals],
]

/** The Babel preset of React Native transforms them, also in packages. */
const withoutAsyncGenerators = { 'async-generator': false, 'for-await': false }

let server: ServerProcess
let proxy: FaultyProxy
let tarballs: Tarballs
let project: ConsumerProject
let unused: string
const bundles = new Map<string, string>()
beforeAll(async () => {
  ;[server, tarballs, unused] = await Promise.all([startBuiltServer(), packAll(), unusedAddress()])
  proxy = await openFaultyProxy(server.url)
  project = await openConsumerProject({ installer: 'pnpm', tarballs: tarballs.files, others: newestPeers })
  for (const { entry } of Object.values(runtimes)) bundles.set(entry, await project.bundleSuite(entry))
})
afterAll(async () => {
  await project?.close()
  await proxy?.close()
  await server?.stop()
  await tarballs?.close()
})

describe.each(Object.keys(runtimes))('the packed client on %s', (name) => {
  const { entry, run, needs = [] } = runtimes[name] as Runtime

  const sets = setsOf(optional.filter((name) => !needs.includes(name)))

  it.concurrent.each(sets)('works%s', async (title, missing) => {
    const id = `${name}${title}`.toLowerCase().replace(/\W+/g, '-')
    const settings: Settings = { server: server.url, proxy: proxy.url, unused, run: id, missing }
    const { passed, failed, kept } = await run(
      `globalThis.suiteSettings = ${JSON.stringify(settings)};\n${bundles.get(entry)}`,
    )

    expect(failed).toEqual({})
    expect(passed.length).toBeGreaterThan(0)
    expect(kept).toEqual([])
  })
})

it('the packed client compiles for React Native (Hermes)', async () => {
  await compileForHermes(await project.bundleSuite('page', withoutAsyncGenerators))
})
