import { sleep } from './retry.js'

/** Shares a session with the other tabs, windows and workers of the same origin. */
export interface TabSync {
  /** Called with what another tab sends. Held here, because the channel, which is never collected, refers to it weakly. */
  readonly onTokens: (tokens: string | undefined) => void
  /** Sends the stored tokens to the other tabs; undefined to let them read the store. */
  broadcast(tokens?: string): void
  /**
   * Runs `work` while no other tab does (https://www.w3.org/TR/web-locks/). A tab that had to wait for another one first receives its
   * message, if there will be one.
   */
  locked<T>(work: () => Promise<T>, isMessageSent: boolean): Promise<T>
}

interface Locks {
  request<T>(name: string, options: object, work: () => T): Promise<Awaited<T>>
}

/** Seconds after which what another tab stored or sent has arrived. */
export const settleTime = 0.02
/** Maximum seconds to wait for the message of a tab that held the lock: it sends none if its request failed. */
const maxMessageDelay = 1

/** Closes the channel of a session once the session is garbage; an open channel is never collected. */
const channels = globalThis.FinalizationRegistry && new FinalizationRegistry<{ close(): void }>((it) => it.close())

/**
 * Connects the tabs until the returned object is collected. Without Web Locks, as in Node 20, tabs that refresh at the same time
 * get the same tokens from the server; without BroadcastChannel, they do not hear of each other.
 */
export function openTabSync(name: string, onTokens: TabSync['onTokens']): TabSync {
  const key = `${name} session`
  const { navigator, BroadcastChannel } = globalThis as unknown as Globals
  const channel = channels && BroadcastChannel && new BroadcastChannel(key)
  const listener = channel && new WeakRef(onTokens)
  let onMessage = () => {}
  if (channel) {
    channels.register(onTokens, channel)
    channel.onmessage = ({ data }) => {
      listener?.deref()?.(data)
      onMessage()
    }
    channel.unref?.() // in Node, the channel would keep the process running
  }
  return {
    onTokens,
    broadcast: (tokens) => channel?.postMessage(tokens),
    async locked(work, isMessageSent) {
      if (!navigator?.locks) return work()
      const message = new Promise<void>((resolve) => {
        onMessage = resolve
      })
      const startedAt = performance.now()
      return navigator.locks.request(key, {}, async () => {
        const hasWaited = isMessageSent && performance.now() - startedAt > settleTime * 1000
        await Promise.race([message, sleep(hasWaited ? maxMessageDelay : settleTime)])
        return work()
      })
    },
  }
}

interface Channel {
  onmessage: (event: { readonly data: string | undefined }) => void
  postMessage(message: unknown): void
  close(): void
  unref?(): void
}

interface Globals {
  readonly navigator?: { readonly locks?: Locks }
  readonly BroadcastChannel?: new (name: string) => Channel
}
