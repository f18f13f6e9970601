import { setTimeout as sleep } from 'node:timers/promises'

/** One look at a server: its two statuses, 0 where nobody answered. */
export interface Look {
  readonly url: string
  readonly at: number
  readonly live: number
  readonly ready: number
}

export interface HealthWatch {
  readonly looks: readonly Look[]
  stop(): Promise<void>
}

/** Asks each server again and again whether it lives and whether it is ready. */
export function watchHealth(urls: readonly string[]): HealthWatch {
  const looks: Look[] = []
  let isStopping = false
  const watching = urls.map(async (url) => {
    while (!isStopping) {
      const [live, ready] = await Promise.all([statusOf(`${url}/health/live`), statusOf(`${url}/health/ready`)])
      looks.push({ url, at: performance.now(), live, ready })
      await sleep(50)
    }
  })
  return {
    looks,
    async stop() {
      isStopping = true
      await Promise.all(watching)
    },
  }
}

async function statusOf(url: string): Promise<number> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(3000) })
    await response.arrayBuffer()
    return response.status
  } catch {
    return 0
  }
}
