import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createPublicFetch, isPublic } from './public-fetch.js'

describe('isPublic', () => {
  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '93.184.216.34',
    '172.15.255.255',
    '172.32.0.1',
    '100.63.255.255',
    '2606:4700:4700::1111',
    '2a00:1450:4001:81b::200e',
  ])('accepts %s', (address) => {
    expect(isPublic(address)).toBe(true)
  })

  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.51.100.7',
    '203.0.113.5',
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:8.8.8.8',
    '::ffff:0:127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:10::1',
    '2001:db8::1',
    '2002:7f00:1::1',
    '2002:a9fe:a9fe::1',
    '3fff::1',
    '5f00::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fec0::1',
    'ff02::1',
    '',
    'localhost',
    '1.2.3',
  ])('refuses %s', (address) => {
    expect(isPublic(address)).toBe(false)
  })
})

describe('createPublicFetch', () => {
  it.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://0/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://localhost/',
    'https://user:password@localhost/',
    'https://ⓛocalhost/',
    'http://example.com/',
    'file:///etc/passwd',
  ])('does not connect to %s', async (url) => {
    const { connections, port, close } = await listen()
    const withPort = URL.canParse(url) && url.startsWith('https:') ? Object.assign(new URL(url), { port }).href : url
    await expect(createPublicFetch()(withPort, {})).rejects.toThrow(/not (a )?public|https/)
    expect(connections()).toBe(0)
    await close()
  })

  it('gives up when the signal aborts', async () => {
    const { port, close } = await listen()
    const fetch = createPublicFetch({ isAllowed: () => true })
    await expect(fetch(`https://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(50) })).rejects.toThrow(/abort/i)
    await close()
  })
})

/** A server that accepts connections and counts them. */
async function listen() {
  let count = 0
  const sockets: { destroy(): void }[] = []
  const server = createServer((socket) => {
    count++
    sockets.push(socket.on('error', () => {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '::', resolve))
  return {
    port: String((server.address() as AddressInfo).port),
    connections: () => count,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
