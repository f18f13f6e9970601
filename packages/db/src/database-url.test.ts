import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readUrlParameters } from './database-url.js'
import { readAddress } from './postgres/address.js'
import { timeoutsOf } from './postgres/timeouts.js'

const base = 'postgres://ada:hunter2@db.example.org:5432/tasks'
const withQuery = (query: string) => `${base}?${query}`
const read = (query: string) => readAddress(withQuery(query), undefined)
const problemsOf = (query: string) => readUrlParameters(withQuery(query)).problems

// PostgreSQL documentation, section 34.1.2, and Prisma's reference of connection URLs.
describe('a parameter of the database URL', () => {
  it.each<[query: string, address: object]>([
    ['application_name=tasks', { session: { application_name: 'tasks' } }],
    ['fallback_application_name=tasks', { session: { application_name: 'tasks' } }],
    ['fallback_application_name=a&application_name=tasks', { session: { application_name: 'tasks' } }],
    ['options=-c%20work_mem%3D8MB', { session: { options: '-c work_mem=8MB' } }],
    ['schema=public&search_path=public', { session: {} }], // as Prisma writes it
    [
      'host=one,two&port=1,2',
      {
        endpoints: [
          { host: 'one', port: 1 },
          { host: 'two', port: 2 },
        ],
      },
    ],
    [
      'host=one,two',
      {
        endpoints: [
          { host: 'one', port: 5432 },
          { host: 'two', port: 5432 },
        ],
      },
    ],
    ['port=6432', { endpoints: [{ host: 'db.example.org', port: 6432 }] }],
    ['host=/var/run/postgresql', { endpoints: [{ path: '/var/run/postgresql/.s.PGSQL.5432' }] }],
    ['user=eve&password=secret&dbname=other', { login: { user: 'eve', pass: 'secret', database: 'other' } }],
    ['keepalives=0&keepalives_idle=30', { keepAlive: undefined }],
    ['keepalives=1', { keepAlive: 0 }],
    ['keepalives_idle=30&keepalives_interval=5&keepalives_count=5', { keepAlive: 30_000 }],
    ['target_session_attrs=read-write', { targetSession: 'read-write' }],
    ['target_session_attrs=any', { targetSession: undefined }],
    ['connection_limit=3', { poolMax: 3 }],
    ['pgbouncer=true', { prepare: false }],
    ['statement_cache_size=0', { prepare: false }],
    ['statement_cache_size=100', { prepare: true }],
    ['sslmode=disable', { tls: false }],
    ['sslmode=prefer', { tls: 'prefer' }],
    ['sslmode=require&channel_binding=require', { session: {} }], // as Neon writes it
    ['sslmode=', { tls: false }],
    ['', { session: {}, login: {}, tls: false, prepare: true }],
    ['application_name=first&application_name=last', { session: { application_name: 'last' } }],
    ['TimeZone=Asia/Tokyo&DateStyle=German', { session: {} }], // timestamps depend on those of this service
  ])('is read: %s', (query, address) => {
    expect(read(query)).toMatchObject(address)
  })

  it.each<[query: string, timeouts: object]>([
    ['', { connect: 2500, statement: 5000, server: { statement_timeout: 4500, lock_timeout: 4000 } }],
    ['connect_timeout=10', { connect: 10_000, statement: 5000 }],
    ['connect_timeout=10&pool_timeout=20', { connect: 20_000 }],
    ['socket_timeout=10', { statement: 10_000, server: { statement_timeout: 9000 } }],
    ['statement_timeout=1500', { statement: 5000, server: { statement_timeout: 1500 } }],
    ['statement_timeout=9s', { statement: 10_000, server: { statement_timeout: 9000 } }],
    [
      'lock_timeout=100&idle_in_transaction_session_timeout=1min',
      { server: { lock_timeout: 100, idle_in_transaction_session_timeout: 60_000 } },
    ],
  ])('sets timeouts: %s', (query, timeouts) => {
    expect(timeoutsOf(5000, read(query).timeouts)).toMatchObject(timeouts)
  })

  it.each<[query: string, options: object]>([
    ['sslmode=require', { rejectUnauthorized: false, servername: 'db.example.org' }],
    ['sslmode=no-verify', { rejectUnauthorized: false }],
    ['sslmode=verify-full&ssl_min_protocol_version=TLSv1.3', { rejectUnauthorized: true, minVersion: 'TLSv1.3' }],
    ['sslmode=require&sslaccept=strict', { rejectUnauthorized: true }],
  ])('sets TLS: %s', (query, options) => {
    const { tls } = read(query)

    expect(typeof tls === 'function' && tls('db.example.org')).toMatchObject(options)
  })

  it.each([
    ['keepalive=1', 'keepalive is unknown'],
    ['work_mem=8MB', 'work_mem is unknown'],
    ['sslmode=verify', 'sslmode must be disable, allow'],
    ['sslcrl=/crl.pem', 'sslcrl is unknown'],
    ['sslsni=0', 'sslsni must be 1'],
    ['gssencmode=require', 'gssencmode must be disable or prefer'],
    ['target_session_attrs=standby', 'target_session_attrs must be any, read-write or primary'],
    ['load_balance_hosts=random', 'load_balance_hosts must be disable'],
    ['connect_timeout=0', 'connect_timeout must be 1 to 9999 seconds'],
    ['connect_timeout=soon', 'connect_timeout must be'],
    ['connection_limit=0', 'connection_limit must be 1 to 1000'],
    ['statement_timeout=5h', 'statement_timeout must be milliseconds'],
    ['sslmode=require&sslcert=/a.pem', 'sslcert and sslkey must be given together'],
    ['sslcert=/a.pem&sslkey=/b.pem', 'sslcert needs sslmode=require'],
    ['schema=tasks', 'schema must be public'],
    ['search_path=tasks', 'search_path must be public'],
    ['sslidentity=client.p12', 'sslidentity is unknown'],
    ['__proto__=1', '__proto__ is unknown'],
    ['constructor=1', 'constructor is unknown'],
    ['ssl-mode=REQUIRED', 'ssl-mode is unknown'], // MySQL
    ['Trust.Server=1', 'Trust.Server is unknown'],
    ['=1', 'A parameter has no name'],
    ['a%20b=1', 'A parameter has an unknown name'],
    ['port=0', 'port must be'],
    ['port=65536', 'port must be'],
    ['host=one,two&port=1,99999', 'port must be'],
  ])('is refused by name: %s', (query, message) => {
    expect(problemsOf(query)).toEqual([expect.stringContaining(message)])
    expect(() => read(query)).toThrow(message)
  })

  // PostgreSQL documentation, section 34.19.1: with a root certificate, `require` is the same as `verify-ca`.
  it('verifies the certificate of the server against sslrootcert', () => {
    const tlsOf = (query: string) => {
      const { tls } = read(query)
      return typeof tls === 'function' ? tls('db.example.org') : tls
    }
    const root = `sslrootcert=${fileURLToPath(import.meta.url)}`

    expect(tlsOf(`sslmode=require&${root}`)).toMatchObject({ rejectUnauthorized: true, ca: expect.any(String) })
    expect(tlsOf(`sslmode=require&${root}`)).toHaveProperty('checkServerIdentity')
    expect(tlsOf(`sslmode=no-verify&${root}`)).toMatchObject({ rejectUnauthorized: false })
    expect(tlsOf('sslmode=verify-full&sslrootcert=system')).toMatchObject({ rejectUnauthorized: true })
    expect(problemsOf(root)).toEqual(['sslrootcert needs sslmode=require, verify-ca or verify-full'])
    expect(problemsOf(`sslmode=disable&${root}`)).toEqual([])
    expect(problemsOf('sslmode=require&sslrootcert=system')).toEqual(['sslrootcert=system needs sslmode=verify-full'])
  })

  it('is named if its file cannot be read', () => {
    const missing = '/nonexistent/ca.pem'
    expect(() => read(`sslmode=verify-full&sslrootcert=${missing}`)).toThrow(`DATABASE_URL: sslrootcert: ENOENT`)
    expect(() => read(`sslmode=require&sslcert=${missing}&sslkey=${missing}`)).toThrow('DATABASE_URL: sslcert: ENOENT')
  })

  it('is refused together with all others', () => {
    expect(problemsOf('a=1&sslmode=x&b=2')).toHaveLength(3)
  })

  it('never appears with its value, nor with a part of a password that contains &', () => {
    for (const name of ['sslmode', 'port', 'connect_timeout', 'statement_timeout', 'schema', 'ssl_crl'])
      for (const value of ['hunter2', '%0Ahunter2', 'hunter2%26x', '1hunter2', 'require%20hunter2']) {
        const text = problemsOf(`${name}=${value}`).join()
        expect(text).toContain(name)
        expect(text).not.toContain('hunter2')
      }
    for (const name of ['password', 'sslpassword'])
      expect(problemsOf(`${name}=a&hunter2&hunter2=x`)).toEqual(['Write & in a password as %26'])
  })

  it('is either understood or refused, in any position', () => {
    const known = ['application_name=a', 'sslmode=require', 'KeepAlives=1', 'connection_limit=2', 'options=a%26b']
    for (const one of known)
      for (const other of [...known, 'unknown=1', 'sslmode=maybe']) {
        const { parameters, problems } = readUrlParameters(withQuery(`${one}&${other}`))
        expect(problems).toHaveLength(known.includes(other) ? 0 : 1)
        expect([...parameters.keys()]).toContain(one.split('=')[0]?.toLowerCase())
      }
  })
})
