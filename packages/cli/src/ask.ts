import { note } from './streams.js'
import { Failure, UsageError } from './usage-error.js'

/** Whether questions can be answered: there is a terminal. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true
}

/** Asks on the terminal; the answer is shown only with `echo`. Rejects with the reason of the signal if that is aborted. */
export async function ask(question: string, signal: AbortSignal, { echo = false } = {}): Promise<string> {
  const [{ createInterface }, { Writable }] = await Promise.all([
    import('node:readline/promises'),
    import('node:stream'),
  ])
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: echo ? process.stderr : silent, terminal: true })
  // In its raw mode, the terminal sends Ctrl-C as a character.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  const ended = new Promise<never>((_, reject) => {
    lines.once('close', () => reject(signal.reason ?? new Failure('No answer')))
  })
  try {
    if (!echo) process.stderr.write(question)
    return await Promise.race([lines.question(echo ? question : '', { signal }), ended])
  } catch (error) {
    throw signal.aborted ? signal.reason : error
  } finally {
    ended.catch(() => {})
    lines.close()
    if (!echo) process.stderr.write('\n')
  }
}

/** Asks before something that cannot be undone. Throws a Failure if the answer is not yes, and a UsageError without a terminal. */
export async function confirm(action: string, signal: AbortSignal): Promise<void> {
  if (!canAsk()) throw new UsageError(`${action} cannot be undone: confirm it with --yes`)
  note(`${action} cannot be undone.`)
  const answer = await ask('Continue? [y/N] ', signal, { echo: true })
  if (!/^y(?:es)?$/i.test(answer.trim())) throw new Failure('Cancelled')
}
