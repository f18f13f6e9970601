import { freePort } from '../../../../../packages/db/test/free-port.js'
import { type Program, startProgram } from './program.js'

/** A Redis server without persistence that a test can stop, freeze and kill. */
export interface OwnRedis {
  readonly url: string
  freeze(): void
  thaw(): void
  kill(): Promise<void>
  start(): Promise<void>
  close(): Promise<void>
}

export async function startOwnRedis(): Promise<OwnRedis> {
  const port = await freePort()
  let program: Program | undefined
  async function start(): Promise<void> {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
    program = await startProgram({ command: 'redis-server', arguments: args, port })
  }
  async function kill(): Promise<void> {
    await program?.stop('SIGKILL')
    program = undefined
  }
  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    freeze: () => program?.signal('SIGSTOP'),
    thaw: () => program?.signal('SIGCONT'),
    kill,
    start,
    close: kill,
  }
}
