import type { ChildProcess } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Cli, Result, RunOptions } from './run-cli.js'
import { resultOf } from './run-cli.js'
import { openTestBrowser } from './test-browser.js'

/** What `login` stored for a server in the file. */
export interface Stored {
  readonly clientId: string
  readonly tokenEndpoint: string
  readonly revocationEndpoint: string
  readonly refreshToken: string
  readonly accessTokens: Readonly<Record<string, { readonly token: string; readonly expiresAt: number }>>
}

/** Reads what `login --store file` stored. */
export async function readStored({ config }: Cli, url: string): Promise<Stored> {
  return JSON.parse(JSON.parse(await readFile(join(config, 'taskpact/tokens.json'), 'utf8'))[url])
}

/** Changes when the stored access tokens expire: in this many milliseconds. */
export async function expireIn(cli: Cli, url: string, milliseconds: number): Promise<void> {
  const { accessTokens, ...others } = await readStored(cli, url)
  const changed = Object.entries(accessTokens).map(([resource, { token }]) => [
    resource,
    { token, expiresAt: Date.now() + milliseconds },
  ])
  const text = JSON.stringify({ ...others, accessTokens: Object.fromEntries(changed) })
  await writeFile(join(cli.config, 'taskpact/tokens.json'), JSON.stringify({ [url]: text }), { mode: 0o600 })
}

type Values = Readonly<Record<string, string>>
type Env = Pick<RunOptions, 'env'>

/** Runs `login --no-browser`, and follows the printed URL as a browser with these values in its forms. */
export async function signInByBrowser(
  cli: Cli,
  values: Values,
  args: readonly string[],
  env: Env = {},
): Promise<Result> {
  const child = cli.start(['login', '--no-browser', ...args], env)
  const result = resultOf(child)
  await openTestBrowser().visit(await printed(child, /^(http\S+)$/m), values)
  return result
}

/** Runs `login --device`, and enters the printed code in a browser with these values in its forms, while the command does not poll. */
export async function signInByDevice(
  cli: Cli,
  values: Values,
  args: readonly string[],
  env: Env = {},
): Promise<Result> {
  const child = cli.start(['login', '--device', ...args], env)
  const result = resultOf(child)
  const url = await printed(child, /^Or open (\S+)$/m)
  child.kill('SIGSTOP')
  try {
    await openTestBrowser().visit(url, values)
  } finally {
    child.kill('SIGCONT')
  }
  return result
}

/** Resolves with what a pattern finds in the output of a process for people. */
export function printed(child: ChildProcess, pattern: RegExp): Promise<string> {
  let text = ''
  return new Promise((resolve, reject) => {
    child.stderr?.on('data', (part: string | Buffer) => {
      text += part
      const found = pattern.exec(text)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.on('close', () => reject(new Error(`${pattern} was not printed: ${text}`)))
  })
}
