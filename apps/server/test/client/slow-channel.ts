/** Returns a BroadcastChannel class whose messages arrive after a delay in milliseconds. */
export function createSlowChannel(delay: number) {
  return class extends BroadcastChannel {
    override postMessage(message: unknown): void {
      setTimeout(() => super.postMessage(message), delay)
    }
  }
}
