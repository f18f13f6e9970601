import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createClient } from '@taskpact/client'
import { expect } from 'vitest'
import { postgresProgram } from '../../../../packages/db/test/own-postgres.js'

const folder = fileURLToPath(new URL('../..', import.meta.url))
const page = readFileSync(`${folder}/GROWING.md`, 'utf8')

/** The headings of the steps, and the commands of each. */
export const steps: ReadonlyMap<string, readonly string[]> = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => [
      section.split('\n', 1)[0] as string,
      [...section.matchAll(/^ *```sh\n([\s\S]*?)```/gm)].map(([, commands]) => commands as string),
    ]),
)

/** Runs the commands of a step as a reader would. A server that they start must serve a new user, and is then stopped. */
export async function runStep(heading: string, variables: Readonly<Record<string, string>>): Promise<string> {
  const env = {
    PATH: `${postgresProgram('')}:${process.env.PATH}`,
    ENVIRONMENT: 'test',
    PORT: '0',
    ...variables,
  }
  let output = ''
  for (const commands of steps.get(heading) ?? []) {
    if (commands.includes('node dist/main.js')) await serve(commands, env)
    else output += (await promisify(execFile)('bash', ['-euc', commands], { cwd: folder, env })).stdout
  }
  return output
}

async function serve(commands: string, env: NodeJS.ProcessEnv): Promise<void> {
  // A group of its own, because a shell does not pass on signals.
  const shell = spawn('bash', ['-euc', commands], { cwd: folder, env, detached: true })
  const ended = once(shell, 'exit')
  try {
    const url = await urlOf(shell.stdout)
    const email = `${crypto.randomUUID()}@example.com`
    const { token } = await createClient({ baseUrl: url }).auth.signup({ email, password: 'Test123!' })
    const client = createClient({ baseUrl: url, token })
    const task = await client.tasks.create({ title: 'Grow' })
    expect((await client.tasks.list()).items).toEqual([task])
  } finally {
    process.kill(-Number(shell.pid), 'SIGTERM')
    await ended
  }
}

async function urlOf(log: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(log)) {
    if (!line.startsWith('{')) continue // of another command
    const { url } = JSON.parse(line) as { url?: string }
    if (url) {
      log.resume()
      return url
    }
  }
  throw new Error('The server did not start')
}
