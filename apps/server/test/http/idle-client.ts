import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A separate process that holds the given number of connections until it receives input. Node raises its limit of open files. */
const [address = '', count = ''] = process.argv.slice(2)
const { hostname, port } = new URL(address)
const chunkSize = 200
const request = 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n'

/** Opens a connection and sends one request: the server soon closes connections that never send one. */
async function openIdle(): Promise<Socket> {
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.write(request)
  await once(socket, 'data')
  return socket
}

const connections: Socket[] = []
while (connections.length < Number(count)) {
  connections.push(...(await Promise.all(Array.from({ length: chunkSize }, openIdle))))
}
let lost = 0
for (const socket of connections) socket.on('close', () => lost++).on('error', () => {})
process.stdout.write('held\n')

await once(process.stdin, 'data')
process.stdout.write(`lost ${lost}\n`)
process.exit(0)
