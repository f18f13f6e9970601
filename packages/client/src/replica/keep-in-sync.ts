import { isApiError } from '../api-error.js'
import { findTabSupport, joinTabs, type Tabs } from '../live/leadership.js'
import { pause } from '../live/pause.js'
import type { ReplicaConnection } from './replica.js'
import type { State, StoredChanges } from './state.js'
import type { Synchronizer } from './synchronize.js'

/** Seconds: the delay before another attempt is random, up to a limit that doubles with each failure, from the first to the second value. */
const [baseDelay, maxDelay] = [0.5, 30]
/** The longest `Retry-After` that is respected, in seconds. */
const maxRetryAfter = 300
const maxRounds = 20

/** The errors of a token that is missing, has expired, or is of another user. */
const signedOut = ['unauthenticated', 'invalid_token', 'token_expired', 'forbidden', 'session_changed'] as const

/** A message between tabs: what one has stored, and the connection of the leader. */
interface Message {
  readonly stored?: StoredChanges
  readonly connection?: ReplicaConnection
}

/** Called when the connection changes, with the error if there is none. */
export type Report = (connection: ReplicaConnection | undefined, error?: unknown) => void

export interface KeepInSync {
  /** Synchronizes until the returned function is called. */
  start(): () => void
  stop(): void
  sync(signal: AbortSignal): Promise<void>
  /** Sends other tabs what this one has stored. */
  broadcast(stored: StoredChanges): void
  /** Called when there may be something to send. */
  wake(): void
}

/** Synchronizes the state with the server, in one of all tabs with the same name. */
export function keepInSync(
  name: string | undefined,
  state: State,
  synchronizer: Synchronizer,
  report: Report,
): KeepInSync {
  let tabs: Tabs<Message> | undefined
  let connection: ReplicaConnection = 'stopped'
  /** The connection by which changes of the server arrive, and its error. */
  let followed: [ReplicaConnection, unknown?] = ['stopped']
  let pushing: Promise<unknown> = Promise.resolve()
  let wake = () => {}

  const set = (next: ReplicaConnection, error?: unknown) => {
    connection = next
    if (tabs?.leads()) tabs.send({ connection })
    report(connection, error)
  }

  const setFollowed = (...next: typeof followed) => {
    followed = next
    set(...next)
  }

  /** Sends one batch at a time. */
  const push = (signal: AbortSignal): Promise<boolean> => {
    const pushed = pushing.then(() => synchronizer.push(signal))
    pushing = pushed.catch(() => {})
    return pushed
  }

  /** Repeats work until the signal is aborted, with a delay after failures. */
  const repeat = async (work: () => Promise<void>, signal: AbortSignal, fail: typeof set) => {
    for (let failures = 0; !signal.aborted; ) {
      try {
        await work()
        failures = 0
      } catch (error) {
        if (signal.aborted) return
        fail(isApiError(error, ...signedOut) ? 'signed-out' : 'offline', error)
        const delay = Math.random() * Math.min(maxDelay, baseDelay * 2 ** failures++)
        const retryAfter = isApiError(error) ? Math.min(maxRetryAfter, error.retryAfter ?? 0) : 0
        await pause(retryAfter + delay, signal).catch(() => {})
      }
    }
  }
  const follow = (signal: AbortSignal) => {
    let how: ReplicaConnection = 'live'
    let hasPage = false
    return synchronizer.follow(
      signal,
      (next, error) => {
        if (next === 'offline') setFollowed(next, error)
        else if (next === 'connecting') setFollowed('catching-up')
        else {
          how = next
          if (hasPage) setFollowed(how) // no page follows if nothing changed while there was no connection
        }
      },
      ({ hasMore }) => {
        hasPage = true
        setFollowed(hasMore ? 'catching-up' : how)
      },
    )
  }
  const send = async (signal: AbortSignal) => {
    let end = () => {}
    const woken = new Promise<void>((resolve) => {
      end = resolve
    })
    wake = end
    signal.addEventListener('abort', end)
    try {
      const hasSent = await push(signal)
      if (connection !== followed[0]) set(...followed) // it failed before
      if (!hasSent) await woken
    } finally {
      signal.removeEventListener('abort', end)
    }
  }
  const lead = async (signal: AbortSignal) => {
    setFollowed('catching-up')
    await state.loaded
    await Promise.all([repeat(() => follow(signal), signal, setFollowed), repeat(() => send(signal), signal, set)])
  }

  const receive = ({ stored, connection }: Message) => {
    if (stored) state.receive(stored)
    if (connection) report(connection)
  }
  let starts = 0
  let stop = () => {}
  const begin = () => {
    const alone = new AbortController()
    const leadAlone = (error?: unknown) => {
      tabs = undefined
      lead(alone.signal).catch((failure) => set('offline', failure ?? error))
    }
    const beat = () => ({ connection, stored: { version: state.version } }) // messages can be lost
    const support = name === undefined ? undefined : findTabSupport()
    const options = { name: `${name} replica`, lead, receive, onError: leadAlone, beat }
    if (support) tabs = joinTabs<Message>(options, support)
    else leadAlone()
    stop = () => {
      alone.abort()
      tabs?.leave()
      tabs = undefined
      set('stopped')
    }
  }

  return {
    start() {
      if (starts++ === 0) begin()
      let isStarted = true
      return () => {
        if (isStarted && --starts === 0) stop()
        isStarted = false
      }
    },
    stop: () => stop(),
    async sync(signal) {
      await state.loaded
      for (let round = 0; round < maxRounds; round++) {
        await synchronizer.pull(signal)
        if (!(await push(signal)) && !synchronizer.isWaiting()) break
      }
      report(undefined)
    },
    broadcast: (stored) => tabs?.send({ stored }),
    wake: () => wake(),
  }
}
