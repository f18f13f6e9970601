import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import postgres from 'postgres'
import { ConnectionError, isReadOnly } from '../errors.js'
import { type OnStatement, told } from '../told.js'
import type { Address, Endpoint } from './address.js'
import type { Rows, Statement } from './statement.js'
import type { ServerTimeouts } from './timeouts.js'

/** One session of the server, and what is known of its state. */
export interface Connection {
  /** It was lost, given up or ended: it answers no more. */
  readonly isOver: boolean
  /** On the clock of `performance.now()`: then a new one should take its place. */
  readonly bestBefore: number
  /** Rejects with STATEMENT_TIMEOUT, and gives the connection up, when no answer comes in time. */
  run(statement: Statement): Promise<Rows>
  /** Takes leave of the server. */
  end(): Promise<void>
  /** Breaks the connection off: what is under way fails. */
  drop(): void
}

export interface ConnectionOptions {
  readonly address: Address
  readonly endpoint: Endpoint
  /** In which it must be open. */
  readonly patience: number
  /** In which a statement must be answered; 0: never. */
  readonly answer: number
  /** Told to the server as the session begins, which not every pooler allows. */
  readonly serverTimeouts?: Partial<ServerTimeouts> | undefined
  readonly onStatement?: OnStatement | undefined
  readonly onOver?: (connection: Connection) => void
  /** The server took no change, as after a failover: the connection is given up, for it would stay so. */
  readonly onReadOnly?: () => void
}

/**
 * Opens a connection that has answered once: whatever is said of its failure, no statement was sent. Each has a driver of its own,
 * which therefore never connects again, queues nothing and sends no statement where it was not meant to go; and a
 * socket of ours, for the driver only takes leave of one, which a server that is out of reach never hears.
 */
export async function openConnection(options: ConnectionOptions): Promise<Connection> {
  const { address, endpoint, patience, answer, onStatement, onOver, onReadOnly } = options
  let socket: Socket | undefined
  let failure: ConnectionError | undefined
  let isOver = false
  let underWay = 0
  let turn = 0

  const driver = { ...driverOptions(options), socket: openSocket, onclose: () => drop() }
  // Its types know neither `socket` nor lists of hosts, its documentation does.
  const sql = postgres(address.url, driver as postgres.Options<Record<string, never>>)
  Object.assign(sql.options.parsers, address.conversions.parsers)
  Object.assign(sql.options.serializers, address.conversions.serializers)

  async function openSocket(): Promise<Socket> {
    if (socket || isOver) throw new ConnectionError('CONNECTION_CLOSED', 'The connection to the database was lost')
    socket = connect({ ...endpoint, noDelay: true })
    // The driver listens only later, and an error that nobody hears ends the process.
    socket.on('error', () => {})
    await once(socket, 'connect')
    return socket
  }

  function drop(): void {
    if (isOver) return
    isOver = true
    clearTimeout(watchdog)
    void sql.end({ timeout: 0 })
    socket?.destroy()
    onOver?.(connection)
  }

  /** What arrived while this process was busy is read before it is called late. */
  function lookWhetherLate(): void {
    const seen = turn
    setImmediate(() => {
      if (underWay === 0 || turn !== seen) return
      failure = new ConnectionError('STATEMENT_TIMEOUT', `The database did not answer within ${answer} ms`)
      drop()
    })
  }
  const watchdog = answer > 0 ? setTimeout(lookWhetherLate, answer).unref() : undefined

  async function send({ text, parameters, options, asValues }: Statement): Promise<Rows> {
    if (isOver) throw failure ?? new ConnectionError('CONNECTION_CLOSED', 'The connection to the database was lost')
    underWay++
    turn++
    watchdog?.refresh()
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
      underWay--
      turn++
      if (underWay > 0) watchdog?.refresh()
    }
  }

  const connection: Connection = {
    get isOver() {
      return isOver
    },
    bestBefore: performance.now() + lifetime(),
    run: told(send, onStatement),
    async end() {
      if (isOver) return
      await sql.end({ timeout: 1 })
      drop()
    },
    drop,
  }

  const tooLate = setTimeout(() => {
    failure = new ConnectionError('CONNECT_TIMEOUT', `No connection to the database within ${Math.round(patience)} ms`)
    drop()
  }, patience)
  try {
    await send({ text: 'select 1' })
    return connection
  } catch (cause) {
    drop()
    throw cause === failure ? cause : new ConnectionError('CONNECT_FAILED', 'No connection to the database', { cause })
  } finally {
    clearTimeout(tooLate)
  }
}

/** Half an hour or more: a server that moved is found again, and not all connections end together. */
function lifetime(): number {
  return (30 + Math.random() * 30) * 60_000
}

function driverOptions({ address, endpoint, serverTimeouts }: ConnectionOptions) {
  const { tls, prepare } = address
  const host = 'host' in endpoint ? endpoint.host : ''
  return {
    ...('host' in endpoint ? { host: [endpoint.host], port: [endpoint.port] } : endpoint),
    max: 1,
    prepare,
    ssl: typeof tls === 'function' ? tls(host) : tls,
    // It is asked for in a way whose failure ends the process; arrays are given as text.
    fetch_types: false,
    connect_timeout: 0,
    max_lifetime: 0,
    onnotice: () => {},
    // How moments are written in text goes by these.
    connection: { application_name: 'taskpact', TimeZone: 'UTC', DateStyle: 'ISO', ...serverTimeouts },
  }
}
