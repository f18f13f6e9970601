import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../../../../packages/db/test/free-port.js'
import { startProgram } from './program.js'

export interface Haproxy {
  readonly url: string
  /** Returns the number of instances that receive requests. */
  activeInstances(): Promise<number>
  close(): Promise<void>
}

/** Starts a load balancer that distributes requests round-robin to ready instances. */
export async function startHaproxy(instances: readonly number[]): Promise<Haproxy> {
  const folder = await mkdtemp(join(tmpdir(), 'taskpact-haproxy-'))
  const [port, statistics] = [await freePort(), await freePort()]
  const file = join(folder, 'haproxy.cfg')
  await writeFile(file, configuration(port, statistics, instances))
  const program = await startProgram({ command: 'haproxy', arguments: ['-db', '-f', file], port })
  return {
    url: `http://127.0.0.1:${port}`,
    async activeInstances() {
      const table = await (await fetch(`http://127.0.0.1:${statistics}/;csv`)).text()
      return table.split('\n').filter((line) => /^taskpact,s\d,.*,UP,/.test(line)).length
    },
    async close() {
      await program.stop('SIGKILL')
      await rm(folder, { recursive: true })
    },
  }
}

const configuration = (port: number, statistics: number, instances: readonly number[]) => `
defaults
  mode http
  timeout connect 1s
  timeout client 30s
  timeout server 30s
  timeout check 2s
  option redispatch
  option http-no-delay # or each event of a stream waits 0.2 s
  option forwardfor
listen statistics
  bind 127.0.0.1:${statistics}
  stats enable
  stats uri /
listen taskpact
  bind 127.0.0.1:${port}
  balance roundrobin
  option httpchk GET /health/ready
  default-server check inter 200ms fall 1 rise 1
${instances.map((instance, index) => `  server s${index} 127.0.0.1:${instance}\n`).join('')}`
