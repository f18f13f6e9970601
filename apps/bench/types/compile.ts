import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const tsc = fileURLToPath(new URL('../../../node_modules/.bin/tsc', import.meta.url))

export interface Compiled {
  readonly instantiations: number
  readonly types: number
  /** Seconds. */
  readonly check: number
  /** Kilobytes. */
  readonly memory: number
}

/** Compiles a project with one checker, so that nothing is counted twice. Rejects with the errors of the compiler. */
export async function compile(folder: string): Promise<Compiled> {
  const { stdout } = await run(tsc, ['-p', folder, '--extendedDiagnostics', '--singleThreaded']).catch((error) => {
    throw new Error(`${folder} does not compile: ${error.stdout.slice(0, 2000)}`)
  })
  const read = (name: string) => {
    const value = new RegExp(`^${name}:\\s+([\\d.]+)`, 'm').exec(stdout)?.[1]
    if (value === undefined) throw new Error(`the compiler did not print ${name}`)
    return Number(value)
  }
  return {
    instantiations: read('Instantiations'),
    types: read('Types'),
    check: read('Check time'),
    memory: read('Memory used'),
  }
}
