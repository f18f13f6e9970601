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

/** Milliseconds in which what the tab before has told comes in: the lock may be faster than the message. */
const delay = 20

/** Does work while no other tab does, when it has heard what the others did. */
export async function oneTabAtATime<T>(name: string, work: () => Promise<T>): Promise<T> {
  const held = async () => {
    await new Promise((resolve) => setTimeout(resolve, delay))
    return work()
  }
  return locks()?.request(`${name} session`, held) ?? work()
}
