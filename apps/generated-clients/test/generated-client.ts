import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Generator, generators } from './generators.js'

const run = promisify(execFile)
const app = fileURLToPath(new URL('..', import.meta.url))
const tsx = fileURLToPath(new URL('../../../node_modules/.bin/tsx', import.meta.url))

/** As a browser's bundler has it, and strict. */
const compilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  module: 'esnext',
  moduleResolution: 'bundler',
  target: 'es2023',
  lib: ['es2023', 'dom', 'dom.iterable'],
  types: ['node'],
  skipLibCheck: true,
}

export interface GeneratedClient {
  /** Compiles it and the scenario that uses it; rejects with what the compiler says. */
  compile(): Promise<unknown>
  /** Carries the scenario out, and resolves to what came of it. */
  play(env: { readonly API: string; readonly EMAIL: string }): Promise<unknown>
  close(): Promise<void>
}

/** Generates a client of the document, in a folder of its own. */
export async function generateClient(generator: Generator, document: string): Promise<GeneratedClient> {
  const folder = await mkdtemp(join(tmpdir(), `${generator}-`))
  const { command, args } = generators[generator]
  const inFolder = (program: string, ...more: string[]) =>
    run(program, more, { cwd: folder }).catch((error) => {
      throw new Error(`${program}: ${error.stdout}${error.stderr}`)
    })
  await symlink(join(app, 'node_modules'), join(folder, 'node_modules'))
  await copyFile(join(app, `test/scenarios/${generator}.ts`), join(folder, 'scenario.ts'))
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts', 'generated'] }))
  await inFolder(join(app, 'node_modules/.bin', command), ...args(document))

  return {
    compile: () => inFolder(join(app, 'node_modules/.bin/tsc'), '-p', 'tsconfig.json'),
    async play(env) {
      const { stdout } = await run(tsx, ['scenario.ts'], { cwd: folder, env: { PATH: process.env.PATH, ...env } })
      return JSON.parse(stdout)
    },
    close: () => rm(folder, { recursive: true }),
  }
}
