import type { KeptTokens } from './kept-tokens.js'

/** The other tabs, windows and workers of this origin that have the same session. */
export interface OtherTabs {
  /** Tells them of new tokens, or that there are none anymore. */
  tell(tokens: KeptTokens | undefined): void
}

interface Locks {
  request<T>(name: string, work: () => Promise<T>): Promise<T>
}

/** Node 20 and older browsers have none: the server gives tabs that renew together the same answer. */
function locks(): Locks | undefined {
  return (globalThis as { readonly navigator?: { readonly locks?: Locks } }).navigator?.locks
}

/** Undefined where there are no tabs that could hear. */
export function openOtherTabs(name: string, hear: (tokens: KeptTokens | undefined) => void): OtherTabs | undefined {
  if (!locks() || !globalThis.BroadcastChannel) return undefined
  const channel = new BroadcastChannel(`${name} session`)
  channel.onmessage = ({ data }) => hear((data as { readonly tokens?: KeptTokens }).tokens)
  ;(channel as { unref?(): void }).unref?.() // in Node, it would keep the process alive
  return { tell: (tokens) => channel.postMessage({ tokens }) }
}

/** Does work while no other tab does. */
export function oneTabAtATime<T>(name: string, work: () => Promise<T>): Promise<T> {
  return locks()?.request(`${name} session`, work) ?? work()
}
