import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A separate program that holds a given number of connections until it is ended. Node raises its limit of open files. */
const [address = '', count = ''] = process.argv.slice(2)
const { hostname, port } = new URL(address)
const atOnce = 200
const request = 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n'

/** After an answer: one that says nothing at all is sent away soon. */
async function hold(): Promise<Socket> {
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.write(request)
  await once(socket, 'data')
  return socket
}

const held: Socket[] = []
while (held.length < Number(count)) {
  held.push(...(await Promise.all(Array.from({ length: atOnce }, hold))))
}
let lost = 0
for (const socket of held) socket.on('close', () => lost++).on('error', () => {})
process.stdout.write('held\n')

await once(process.stdin, 'data')
process.stdout.write(`lost ${lost}\n`)
process.exit(0)
