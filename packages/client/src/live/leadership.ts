/** Milliseconds. */
const beatInterval = 1000
/** Milliseconds without a message of the leader after which a visible tab takes the lock: a minimum, and a random part of the spread. */
const [maxBeatDelay, spread] = [4000, 1500]
/** Milliseconds for messages that arrived while the computer slept or this tab was busy. */
const grace = 250

export interface TabsOptions<Message> {
  /** The name of the lock and of the channel. Tabs with the same one have one leader. */
  readonly name: string
  /**
   * Does the work of the leader. The signal is aborted when this tab leaves, or another one took the lock because this one was silent.
   * When the promise resolves, the next tab leads.
   */
  readonly lead: (signal: AbortSignal) => Promise<void>
  /** Returns what the leader sends when `lead` was called, and each second. By default, it sends a message that is not received. */
  readonly beat?: () => Message
  /** Called with what another tab sends. A leader receives only what followers send. */
  readonly receive: (message: Message) => void
  /** Called once this tab has left because this page may not use locks or channels, or because `lead` rejected. */
  readonly onError: (error: unknown) => void
}

export interface Tabs<Message> {
  /** Sends a message, cloned, to all other tabs. Only those of the leader show that there is one. Does nothing after `leave`. */
  send(message: Message): void
  /** Returns whether this tab leads. */
  leads(): boolean
  /** Lets this tab lead again, if its `lead` resolved before. Until then, it only sends and receives messages. */
  compete(): void
  /** Stops leading or waiting, and receiving. */
  leave(): void
}

/** The interfaces of browsers that `joinTabs` uses. */
export interface TabSupport {
  readonly locks: { request(name: string, options: object, work: () => Promise<void>): Promise<void> }
  readonly BroadcastChannel: new (name: string) => Channel
  readonly document?: { readonly visibilityState: string } | undefined
}

/** Returns undefined where there are no Web Locks (https://www.w3.org/TR/web-locks/) or no broadcast channels. */
export function findTabSupport(): TabSupport | undefined {
  const { navigator, BroadcastChannel, document } = globalThis as unknown as Globals
  const locks = navigator?.locks
  return locks && BroadcastChannel && { locks, BroadcastChannel, document }
}

/**
 * Lets one of all tabs, windows and workers of an origin lead, the one with the lock, and all send messages to each other. A leader that
 * ends or closes is replaced at once, an unresponsive one within six seconds, if another tab is visible. Messages can be lost.
 */
export function joinTabs<Message>(
  { name, lead, beat, receive, onError }: TabsOptions<Message>,
  { locks, BroadcastChannel, document }: TabSupport,
): Tabs<Message> {
  let channel: Channel | undefined
  /** Of the request for the lock, until this tab leaves or `lead` resolves. */
  let competing: AbortController | undefined
  let isLeader = false
  let hasLeft = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const send = (message?: Message) => channel?.postMessage({ isLeader, message } satisfies Envelope<Message>)

  const stop = () => {
    const former = competing
    competing = undefined
    isLeader = false
    clearTimeout(timer)
    former?.abort()
  }

  const leave = () => {
    hasLeft = true
    stop()
    channel?.close()
    channel = undefined
  }

  /** Another tab leads: wait for its messages. Hidden tabs wait on, because their timers are slowed down. */
  const watch = () => {
    clearTimeout(timer)
    if (!competing || isLeader) return
    timer = setTimeout(
      () => {
        if (document?.visibilityState === 'hidden') watch()
        else timer = setTimeout(compete, grace, true)
      },
      maxBeatDelay + Math.random() * spread,
    )
  }

  const open = () => {
    const opened = new BroadcastChannel(name)
    opened.onmessage = ({ data }: { readonly data: Envelope<Message> }) => {
      if (data.isLeader) {
        if (isLeader) return // a former leader does not know it yet
        watch()
      }
      if (data.message !== undefined) receive(data.message)
    }
    return opened
  }

  /** Asks for the lock, or takes it away from a leader that is silent. */
  const compete = (steals: boolean) => {
    stop()
    const own = new AbortController()
    competing = own
    watch()
    let hasLock = false
    const work = async () => {
      if (competing !== own) return
      hasLock = true
      isLeader = true
      clearTimeout(timer)
      const sendBeat = () => {
        if (competing === own) send(beat?.())
      }
      const interval = setInterval(sendBeat, beatInterval)
      try {
        const settled = lead(own.signal)
        sendBeat()
        await settled
      } finally {
        hasLock = false
        clearInterval(interval)
      }
      if (competing === own) stop()
    }
    const request = async () => {
      channel ??= open()
      await locks.request(name, steals ? { steal: true } : { signal: own.signal }, work)
    }
    request().catch((error) => {
      if (competing !== own) return
      if (hasLock && error?.name === 'AbortError') return compete(false) // another tab took the lock
      leave()
      onError(error)
    })
  }

  compete(false)
  return {
    send,
    leads: () => isLeader,
    compete() {
      if (!competing && !hasLeft) compete(false)
    },
    leave,
  }
}

interface Envelope<Message> {
  readonly isLeader: boolean
  /** Missing in a beat without one. */
  readonly message?: Message | undefined
}

interface Channel {
  onmessage: (event: { readonly data: never }) => void
  postMessage(message: unknown): void
  close(): void
}

interface Globals extends Partial<Pick<TabSupport, 'BroadcastChannel' | 'document'>> {
  readonly navigator?: Partial<Pick<TabSupport, 'locks'>>
}
