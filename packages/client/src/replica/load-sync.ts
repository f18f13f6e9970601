import type { KeepInSync, Report } from './keep-in-sync.js'

/** Loads the code that synchronizes on first use, so that a page can show its tasks earlier. */
export function loadSync(load: () => Promise<KeepInSync>, report: Report): KeepInSync {
  let loading: Promise<KeepInSync> | undefined
  let loaded: KeepInSync | undefined
  const get = async () => {
    loading ??= load()
    loaded = await loading
    return loaded
  }
  return {
    start() {
      let isStopped = false
      let stop = () => {}
      const begin = (sync: KeepInSync) => {
        if (!isStopped) stop = sync.start()
      }
      if (loaded) begin(loaded)
      else get().then(begin, (error) => report('offline', error))
      return () => {
        isStopped = true
        stop()
      }
    },
    stop: () => loaded?.stop(),
    sync: async (signal) => (await get()).sync(signal),
    broadcast: (stored) => loaded?.broadcast(stored),
    wake: () => loaded?.wake(),
  }
}
