import type { SessionTokens } from './session-tokens.js'

/** Shares a session with the other tabs, windows and workers of the same origin. */
export interface TabSync {
  /** Sends new tokens to the other tabs; undefined after a sign-out. */
  broadcast(tokens: SessionTokens | undefined): void
  /** Resolves when the next message of another tab has been handled. */
  nextMessage(): Promise<void>
}

interface Locks {
  request<T>(name: string, options: { ifAvailable: boolean }, work: (lock: unknown) => T): Promise<Awaited<T>>
}

/** Node 20 and older browsers have no Web Locks; there, tabs that refresh at the same time get the same tokens from the server. */
function locks(): Locks | undefined {
  return (globalThis as { readonly navigator?: { readonly locks?: Locks } }).navigator?.locks
}

/** Opens a BroadcastChannel. Returns undefined if there is no BroadcastChannel or no Web Locks. */
export function openTabSync(name: string, onTokens: (tokens: SessionTokens | undefined) => void): TabSync | undefined {
  if (!locks() || !globalThis.BroadcastChannel) return undefined
  const channel = new BroadcastChannel(`${name} session`)
  let onMessage = () => {}
  channel.onmessage = ({ data }) => {
    onTokens((data as { readonly tokens?: SessionTokens }).tokens)
    onMessage()
  }
  ;(channel as { unref?(): void }).unref?.() // in Node, the channel would keep the process running
  return {
    broadcast: (tokens) => channel.postMessage({ tokens }),
    nextMessage: () =>
      new Promise((resolve) => {
        onMessage = resolve
      }),
  }
}

/** Milliseconds to wait after acquiring a free lock: what its last holder stored or sent may arrive later than the lock. */
const settleTime = 20
/** Maximum milliseconds to wait for the message of a tab that held the lock: it sends none if its request failed. */
const maxMessageDelay = 1000

/**
 * Runs `work` while no other tab does (https://www.w3.org/TR/web-locks/). A tab that had to wait for the lock first receives the
 * tokens of its previous holder, if these are sent by `sender`.
 */
export async function withTabLock<T>(name: string, work: () => Promise<T>, sender: TabSync | undefined): Promise<T> {
  const all = locks()
  if (!all) return work()
  const message = sender?.nextMessage() ?? new Promise(() => {})
  const workAfter = async (milliseconds: number) => {
    await Promise.race([message, new Promise((resolve) => setTimeout(resolve, milliseconds))])
    return { result: await work() }
  }
  const request = <R>(ifAvailable: boolean, locked: (lock: unknown) => R) =>
    all.request(`${name} session`, { ifAvailable }, locked)
  const atOnce = await request(true, (lock) => (lock ? workAfter(settleTime) : undefined))
  return (atOnce ?? (await request(false, () => workAfter(sender ? maxMessageDelay : settleTime)))).result
}
