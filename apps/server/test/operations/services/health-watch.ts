import { setTimeout as sleep } from 'node:timers/promises'

/** The health of a server at one time: both statuses, 0 without a response. */
export interface HealthCheck {
  readonly url: string
  readonly at: number
  readonly live: number
  readonly ready: number
}

export interface HealthWatch {
  readonly checks: readonly HealthCheck[]
  stop(): Promise<void>
}

/** Polls liveness and readiness of each server. */
export function watchHealth(urls: readonly string[]): HealthWatch {
  const checks: HealthCheck[] = []
  let isStopping = false
  const loops = urls.map(async (url) => {
    while (!isStopping) {
      const [live, ready] = await Promise.all([statusOf(`${url}/health/live`), statusOf(`${url}/health/ready`)])
      checks.push({ url, at: performance.now(), live, ready })
      await sleep(50)
    }
  })
  return {
    checks,
    async stop() {
      isStopping = true
      await Promise.all(loops)
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
