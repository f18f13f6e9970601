import { setTimeout as sleep } from 'node:timers/promises'

/** The health of a server at one time: both statuses, 0 without a response. */
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

/** Polls liveness and readiness of each server. */
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
