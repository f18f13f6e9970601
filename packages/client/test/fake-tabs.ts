/** Returns an error as browsers throw it. */
export const namedError = (name: string) => Object.assign(new Error(name), { name })

type Work = () => Promise<unknown>

interface Request {
  readonly name: string
  readonly work: Work
  resolve(result: unknown): void
  reject(error: unknown): void
}

/** The locks of one origin (https://www.w3.org/TR/web-locks/). */
function fakeLocks() {
  const held = new Map<string, Request>()
  const waiting: Request[] = []
  const grant = (request: Request) => {
    const { name, work, resolve, reject } = request
    held.set(name, request)
    const release = () => {
      if (held.get(name) !== request) return
      held.delete(name)
      const next = waiting.findIndex((other) => other.name === name)
      for (const other of waiting.splice(next, next < 0 ? 0 : 1)) grant(other)
    }
    Promise.resolve().then(work).then(resolve, reject).finally(release)
  }
  const request = (name: string, options: { signal?: AbortSignal; steal?: boolean }, work: Work) =>
    new Promise((resolve, reject) => {
      const { signal, steal } = options
      const wanted = { name, work, resolve, reject }
      const leave = () => {
        const at = waiting.indexOf(wanted)
        if (at < 0) return
        waiting.splice(at, 1)
        reject(signal?.reason)
      }
      if (steal) held.get(name)?.reject(namedError('AbortError'))
      if (steal || !held.has(name)) return grant(wanted)
      waiting.push(wanted)
      signal?.addEventListener('abort', leave)
    })
  return { held, waiting, request }
}

interface Channel {
  readonly name: string
  onmessage(event: { readonly data: unknown }): void
}

/** What a tab does other than usual. */
export interface TabBehavior {
  /** Sends no messages. */
  isStuck?: boolean
  isHidden?: boolean
  /** Whether what it posts is lost. */
  loses?: ((data: unknown) => boolean) | undefined
}

/** The tabs of one origin. Their timers are those of the test; a message arrives after 1 ms. */
export function fakeOrigin() {
  const locks = fakeLocks()
  /** Those that are open. */
  const channels = new Set<Channel>()

  const createChannelClass = (tab: TabBehavior) =>
    class implements Channel {
      readonly name: string
      onmessage = () => {}
      constructor(name: string) {
        this.name = name
        channels.add(this)
      }
      postMessage(message: unknown) {
        if (!channels.has(this)) throw namedError('InvalidStateError')
        if (tab.isStuck || tab.loses?.(message)) return
        const data = structuredClone(message)
        for (const other of channels)
          if (other !== this && other.name === this.name)
            setTimeout(() => channels.has(other) && other.onmessage({ data }), 1)
      }
      close() {
        channels.delete(this)
      }
    }

  /** Returns the globals of another tab. */
  const globalsOf = (tab: TabBehavior) => ({
    navigator: { locks },
    BroadcastChannel: createChannelClass(tab),
    document: {
      get visibilityState() {
        return tab.isHidden ? 'hidden' : 'visible'
      },
    },
  })
  return { locks, channels, globalsOf }
}
