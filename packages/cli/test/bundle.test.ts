import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundle } from '../scripts/bundle.js'
import { type Cli, openCli } from './run-cli.js'

let cli: Cli
let metafile: Awaited<ReturnType<typeof bundle>>['metafile']
beforeAll(async () => {
  cli = await openCli()
  metafile = (await bundle(cli.folder)).metafile
})
afterAll(() => cli?.close())

/** Maximum bytes of JavaScript, not compressed, that any command loads, and that others load in addition. */
const maxBytes = { command: 40_960, live: 6144, refresh: 6144, signIn: 16_384 }

/** Returns the files that these load, and those that they import. */
function loadedBy(...names: readonly RegExp[]): Set<string> {
  const found = new Set<string>()
  const add = (file: string) => {
    if (found.has(file)) return
    found.add(file)
    for (const { path, kind, external } of metafile.outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && !external) add(path)
    }
  }
  for (const name of names) {
    const file = Object.keys(metafile.outputs).find((one) => name.test(one))
    if (file === undefined) throw new Error(`There is no file ${name}`)
    add(file)
  }
  return found
}

function bytesOf(files: Iterable<string>): number {
  return [...files].reduce((sum, file) => sum + (metafile.outputs[file]?.bytes ?? 0), 0)
}

const entry = [/\/taskpact\.js$/]

describe('the bundle', () => {
  it.each([
    ['a command', [...entry, /\/run-command-/]],
    ['the bridge for MCP', [...entry, /\/run-mcp-/]],
    ['help and completion', [...entry, /\/describe-commands-/]],
  ])('loads at most 40 kB for %s', (name, files) => {
    const bytes = bytesOf(loadedBy(...files))

    process.stdout.write(`${name}: ${bytes} bytes of ${maxBytes.command}\n`)
    expect(bytes).toBeLessThanOrEqual(maxBytes.command)
  })

  it.each([
    ['6 kB more to refresh a token', maxBytes.refresh, [/\/refresh-grant-/]],
    ['16 kB more to sign in or out', maxBytes.signIn, [/\/login-/, /\/logout-/, /\/revoke-grant-/]],
  ])('loads at most %s', (name, max, files) => {
    const command = loadedBy(...entry, /\/run-command-/)
    const names = Object.keys(metafile.outputs).filter((file) => files.some((one) => one.test(file)))
    const added = new Set(names.flatMap((file) => [...loadedBy(new RegExp(`${file.split('/').at(-1)}$`))]))
    const bytes = bytesOf([...added].filter((file) => !command.has(file)))

    process.stdout.write(`${name}: ${bytes} bytes\n`)
    expect(bytes).toBeLessThanOrEqual(max)
  })

  it('loads at most 6 kB more for live changes', () => {
    const command = loadedBy(...entry, /\/run-command-/)
    const live = [...loadedBy(/\/live-pages-/)].filter((file) => !command.has(file))

    process.stdout.write(`live changes: ${bytesOf(live)} bytes; all: ${bytesOf(Object.keys(metafile.outputs))} bytes\n`)
    expect(bytesOf(live)).toBeLessThanOrEqual(maxBytes.live)
  })

  it('contains no package but the typed client: neither zod nor the contract', async () => {
    const inputs = Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs))
    const contract = inputs.filter((file) => file.includes('/contract/'))
    const texts = await Promise.all((await readdir(cli.folder)).map((file) => readFile(join(cli.folder, file), 'utf8')))

    expect(inputs.filter((file) => file.includes('node_modules'))).toEqual([])
    // Three files of a few lines that the client uses: no schema and no route.
    expect(contract.map((file) => file.split('/').at(-1)).sort()).toEqual(['nested.ts', 'owner.ts', 'path.ts'])
    expect(texts.join('')).not.toMatch(/ZodType|_zod/)
  })

  it('imports only modules of Node and its own files', () => {
    const external = Object.values(metafile.outputs).flatMap(({ imports }) => imports.filter((one) => one.external))

    expect(external.map(({ path }) => path).filter((path) => !/^node:/.test(path))).toEqual(['./share-source.js'])
  })
})
