import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** How each app is built and started, on a free port. */
const programs = {
  react: { program: 'vite', start: ['preview', '--host', '127.0.0.1', '--port', '0'] },
  next: { program: 'next', start: ['start', '--hostname', '127.0.0.1', '--port', '0'] },
} as const

export interface AppOptions {
  readonly apiUrl: string
  /** Folder of what is built, for a Vite app that is built more than once. */
  readonly outDir?: string
}

export interface RunningApp {
  readonly port: string
  stop(): Promise<void>
}

/** Builds an app for the API at this URL, and starts it. */
export async function startApp(name: keyof typeof programs, { apiUrl, outDir }: AppOptions): Promise<RunningApp> {
  const { program, start } = programs[name]
  const cwd = fileURLToPath(new URL(`../${name}`, import.meta.url))
  const bin = `${cwd}/node_modules/.bin/${program}`
  const env = { PATH: process.env.PATH, API_URL: apiUrl, VITE_API_URL: apiUrl, NEXT_TELEMETRY_DISABLED: '1' }
  const folder = outDir ? ['--outDir', outDir] : []
  await run(bin, ['build', ...folder], { cwd, env }).catch((error) => {
    throw new Error(`${name}: ${error.stdout}${error.stderr}`)
  })
  const child = spawn(bin, [...start, ...folder], { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const port = await Promise.race([
    new Promise<string>((resolve) => {
      createInterface(child.stdout).on('line', (line) => {
        const [, port] = /Local:.*:(\d+)/.exec(line) ?? []
        if (port) resolve(port)
      })
    }),
    exited.then(([code]) => Promise.reject(new Error(`${name} ended with exit code ${code}`))),
  ])
  return {
    port,
    async stop() {
      child.kill()
      await exited
    },
  }
}
