import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../../../packages/db/test/free-port.js'
import { startProgram } from '../operations/services/program.js'

export interface Nginx {
  readonly url: string
  close(): Promise<void>
}

/** Starts nginx as a proxy of a server, with further directives for its `server` block. */
export async function startNginx(target: string, directives = ''): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), 'taskpact-nginx-'))
  await chmod(folder, 0o755) // its workers are another user if it runs as root
  const port = await freePort()
  const file = join(folder, 'nginx.conf')
  await writeFile(file, configuration({ folder, port, target, directives }))
  const program = await startProgram({ command: 'nginx', arguments: ['-e', 'stderr', '-c', file], port })
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      await program.stop() // SIGKILL would leave its workers running
      await rm(folder, { recursive: true })
    },
  }
}

interface Settings {
  readonly folder: string
  readonly port: number
  readonly target: string
  readonly directives: string
}

const configuration = ({ folder, port, target, directives }: Settings) => `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `  ${name}_temp_path ${folder}/${name};\n`).join('')}
  server {
    listen 127.0.0.1:${port};
    ${directives}
    location / { proxy_pass ${target}; }
  }
}
`
