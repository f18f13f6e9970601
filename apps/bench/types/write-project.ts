import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type DialectName, dialects } from './dialects.js'
import { endpointsPerResource, schemasOf } from './schemas.js'

const generated = fileURLToPath(new URL('../.generated/types', import.meta.url))

/** Compiler options of a consumer, with the built packages. */
const compilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  target: 'es2023',
  module: 'nodenext',
  lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable', 'esnext.disposable'],
  types: [],
}

/** Writes a contract with a number of endpoints, and a program that calls each of them. Returns the folder. */
export async function writeProject(name: DialectName, endpoints: number): Promise<string> {
  const folder = join(generated, `${name}-${endpoints}`)
  const ns = Array.from({ length: endpoints / endpointsPerResource }, (_, n) => n)
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
