import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import postgres from 'postgres'
import { ConnectionError, isReadOnly } from '../errors.js'
import { type OnStatement, withTiming } from '../with-timing.js'
import type { Address, Endpoint } from './address.js'
import type { Rows, Statement } from './statement.js'
import type { ServerTimeouts } from './timeouts.js'
import { createWatchdog } from './watchdog.js'

/** One session of the server. */
export interface Connection {
  /** Whether the connection was lost, dropped or ended. */
  readonly isClosed: boolean
  /** When to replace the connection, on the clock of `performance.now()`. */
  readonly replaceAfter: number
  /** Runs a statement. If there is no response in time, rejects with STATEMENT_TIMEOUT and drops the connection. */
  run(statement: Statement): Promise<Rows>
  /** Terminates the session with the server, then closes the connection. */
  end(): Promise<void>
  /** Destroys the connection; statements in flight reject. */
  drop(): void
}

export interface ConnectionOptions {
  readonly address: Address
  readonly endpoint: Endpoint
  readonly connectTimeout: number
  /** Milliseconds for the response to a statement. 0: none. */
  readonly statementTimeout: number
  /** Sent to the server when the session starts, which not every pooler allows. */
  readonly serverTimeouts?: Partial<ServerTimeouts> | undefined
  readonly onStatement?: OnStatement | undefined
  /** Sends the first statements, before the connection is used. Default: one that tests it. */
  readonly onOpened?: ((run: (statement: string) => Promise<Rows>) => Promise<unknown>) | undefined
  readonly onClosed?: ((connection: Connection) => void) | undefined
  /** Called with the payload of each notification (`LISTEN`). */
  readonly onNotification?: ((payload: string) => void) | undefined
  /** Called when the server refused a write because it is read-only, as after a failover. The connection is then dropped. */
  readonly onReadOnly?: () => void
}

/**
 * Opens a connection and tests it by `onOpened`. Each connection has a postgres.js driver of its own, which therefore never
 * reconnects or queues, and a socket that is opened here, because the driver cannot destroy one that no longer responds.
 */
export async function openConnection(options: ConnectionOptions): Promise<Connection> {
  const { address, endpoint, connectTimeout, statementTimeout, onStatement, onClosed, onReadOnly } = options
  const { onOpened = (run) => run('select 1') } = options
  let socket: Socket | undefined
  let failure: ConnectionError | undefined
  const driver = { ...driverOptions(options), socket: openSocket, onclose: () => drop() }
  // The types of postgres.js lack `socket` and lists of hosts, which its documentation describes.
  const sql = postgres(address.url, driver as postgres.Options<Record<string, never>>)
  Object.assign(sql.options.parsers, address.conversions.parsers)
  Object.assign(sql.options.serializers, address.conversions.serializers)

  async function openSocket(): Promise<Socket> {
    if (socket || connection.isClosed)
      throw new ConnectionError('CONNECTION_CLOSED', 'The connection to the database was lost')
    const { keepAlive } = address
    const probes = keepAlive === undefined ? {} : { keepAlive: true, keepAliveInitialDelay: keepAlive }
    socket = connect({ ...endpoint, ...probes, noDelay: true })
    // The driver adds its listener only later, and an unhandled error event ends the process.
    socket.on('error', () => {})
    await once(socket, 'connect')
    return socket
  }

  function drop(): void {
    if (connection.isClosed) return
    connection.isClosed = true
    watchdog.stop()
    void sql.end({ timeout: 0 })
    socket?.destroy()
    onClosed?.(connection)
  }

  const watchdog = createWatchdog(statementTimeout, () => {
    failure = new ConnectionError('STATEMENT_TIMEOUT', `No response from the database within ${statementTimeout} ms`)
    drop()
  })

  async function send({ text, parameters, options, asValues }: Statement): Promise<Rows> {
    if (connection.isClosed)
      throw failure ?? new ConnectionError('CONNECTION_CLOSED', 'The connection to the database was lost')
    watchdog.sent()
    try {
      const query = sql.unsafe<never[]>(text, parameters as never[], options)
      return await (asValues ? (query.values() as unknown as PromiseLike<Rows>) : query) // rows are arrays then
    } catch (error) {
      if (isReadOnly(error)) {
        drop()
        onReadOnly?.()
      }
      throw failure ?? error
    } finally {
      watchdog.ended()
    }
  }

  const connection = {
    isClosed: false,
    replaceAfter: performance.now() + lifetime(),
    run: withTiming(send, onStatement),
    async end() {
      if (connection.isClosed) return
      await sql.end({ timeout: 1 })
      drop()
    },
    drop,
  }

  const connectTimer = setTimeout(() => {
    const ms = Math.round(connectTimeout)
    failure = new ConnectionError('CONNECT_TIMEOUT', `Could not connect to the database within ${ms} ms`)
    drop()
  }, connectTimeout)
  try {
    await onOpened((text) => send({ text }))
    return connection
  } catch (cause) {
    drop()
    throw cause === failure
      ? cause
      : new ConnectionError('CONNECT_FAILED', 'Could not connect to the database', { cause })
  } finally {
    clearTimeout(connectTimer)
  }
}

/** Returns 30 to 60 minutes: connections find a server that has moved, and do not all end at the same time. */
function lifetime(): number {
  return (30 + Math.random() * 30) * 60_000
}

function driverOptions({ address, endpoint, serverTimeouts, onNotification }: ConnectionOptions) {
  const { tls, prepare, login, targetSession, session } = address
  const host = 'host' in endpoint ? endpoint.host : ''
  return {
    ...('host' in endpoint ? { host: [endpoint.host], port: [endpoint.port] } : endpoint),
    ...login,
    ...(targetSession && { target_session_attrs: targetSession }),
    max: 1,
    prepare,
    ssl: typeof tls === 'function' ? tls(host) : tls,
    // If fetching types failed, the process would end; arrays are sent as text instead.
    fetch_types: false,
    connect_timeout: 0,
    max_lifetime: 0,
    onnotice: () => {},
    ...(onNotification && { onnotify: (_channel: string, payload: string) => onNotification(payload) }),
    // The format of timestamps depends on these.
    connection: { application_name: 'taskpact', ...session, TimeZone: 'UTC', DateStyle: 'ISO', ...serverTimeouts },
  }
}
