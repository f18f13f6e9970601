import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type DialectName, dialects } from './dialects.js'
import { endpointsOfOne, schemasOf } from './schemas.js'

const generated = fileURLToPath(new URL('../.generated/types', import.meta.url))

/** As a consumer has it, with what the packages have built. */
const compilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  target: 'es2023',
  module: 'nodenext',
  lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable', 'esnext.disposable'],
  types: [],
}

/** Writes a contract of so many endpoints and a program that calls each, one module for each resource; resolves to its folder. */
export async function writeProject(name: DialectName, endpoints: number): Promise<string> {
  const folder = join(generated, `${name}-${endpoints}`)
  const ns = Array.from({ length: endpoints / endpointsOfOne }, (_, n) => n)
  const { imports, resource, client, calls } = dialects[name]
  const module = (n: number) => `import * as z from 'zod'\n${imports}\n${schemasOf(n)}${resource(n)}`
  const api = ns.map((n) => `export { things${n} } from './things${n}.js'\n`).join('')
  const program = `import * as api from './api.js'\n${client(ns)}${ns.map(calls).join('')}`

  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  await writeFile(join(folder, 'api.ts'), `${api}export {}\n`)
  await writeFile(join(folder, 'program.ts'), program)
  for (const n of ns) await writeFile(join(folder, `things${n}.ts`), module(n))
  return folder
}
