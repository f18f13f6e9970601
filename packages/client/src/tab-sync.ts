import type { SessionTokens } from './session-tokens.js'

/** Shares a session with the other tabs, windows and workers of the same origin. */
export interface TabSync {
  /** Sends new tokens to the other tabs; undefined after a sign-out. */
  broadcast(tokens: SessionTokens | undefined): void
}

interface Locks {
  request<T>(name: string, work: () => Promise<T>): Promise<T>
}

/** Node 20 and older browsers have no Web Locks; there, tabs that refresh at the same time get the same tokens from the server. */
function locks(): Locks | undefined {
  return (globalThis as { readonly navigator?: { readonly locks?: Locks } }).navigator?.locks
}

/** Opens a BroadcastChannel. Returns undefined if there is no BroadcastChannel or no Web Locks. */
export function openTabSync(name: string, onTokens: (tokens: SessionTokens | undefined) => void): TabSync | undefined {
  if (!locks() || !globalThis.BroadcastChannel) return undefined
  const channel = new BroadcastChannel(`${name} session`)
  channel.onmessage = ({ data }) => onTokens((data as { readonly tokens?: SessionTokens }).tokens)
  ;(channel as { unref?(): void }).unref?.() // in Node, the channel would keep the process running
  return { broadcast: (tokens) => channel.postMessage({ tokens }) }
}

/** Milliseconds to wait after acquiring the lock: the message of the previous holder may arrive later than the lock. */
const broadcastDelay = 20

/** Runs `work` while no other tab does (https://www.w3.org/TR/web-locks/), after the messages of the previous tab arrived. */
export async function withTabLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locked = async () => {
    await new Promise((resolve) => setTimeout(resolve, broadcastDelay))
    return work()
  }
  return locks()?.request(`${name} session`, locked) ?? work()
}
