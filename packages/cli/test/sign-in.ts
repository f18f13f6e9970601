import type { ChildProcess } from 'node:child_process'
import type { Cli, Result, RunOptions } from './run-cli.js'
import { resultOf } from './run-cli.js'
import { openTestBrowser } from './test-browser.js'

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

/** Runs `login --device`, and enters the printed code in a browser with these values in its forms. */
export async function signInByDevice(
  cli: Cli,
  values: Values,
  args: readonly string[],
  env: Env = {},
): Promise<Result> {
  const child = cli.start(['login', '--device', ...args], env)
  const result = resultOf(child)
  await openTestBrowser().visit(await printed(child, /^Or open (\S+)$/m), values)
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
