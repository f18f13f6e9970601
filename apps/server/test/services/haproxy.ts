import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../../../packages/db/test/free-port.js'
import { startProgram } from './program.js'

export interface Haproxy {
  readonly url: string
  close(): Promise<void>
}

/** A load balancer that sends requests by turns to the instances which say that they are ready. */
export async function startHaproxy(instances: readonly number[]): Promise<Haproxy> {
  const folder = await mkdtemp(join(tmpdir(), 'taskpact-haproxy-'))
  const port = await freePort()
  const file = join(folder, 'haproxy.cfg')
  await writeFile(file, configuration(port, instances))
  const program = await startProgram({ command: 'haproxy', arguments: ['-db', '-f', file], port })
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      await program.stop('SIGKILL')
      await rm(folder, { recursive: true })
    },
  }
}

const configuration = (port: number, instances: readonly number[]) => `
defaults
  mode http
  timeout connect 1s
  timeout client 30s
  timeout server 30s
  option redispatch
  option forwardfor
listen taskpact
  bind 127.0.0.1:${port}
  balance roundrobin
  option httpchk GET /health/ready
  default-server check inter 200ms fall 1 rise 1
${instances.map((instance, index) => `  server s${index} 127.0.0.1:${instance}\n`).join('')}`
