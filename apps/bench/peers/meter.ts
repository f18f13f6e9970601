import cluster from 'node:cluster'
import { Session } from 'node:inspector/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Preloaded into each measured process. Reports CPU time, memory and profiles to the benchmark, and collects garbage for it. */

const session = new Session()

// In a cluster only the primary has a channel to the benchmark.
if (cluster.isPrimary) response()

function response(): void {
  process.on('message', async (request) => {
    if (request === 'usage') {
      const { user, system } = process.cpuUsage()
      process.send?.({ cpu: user + system, rss: process.memoryUsage.rss() })
    } else if (request === 'collect') {
      setFlagsFromString('--expose-gc')
      runInNewContext('gc')()
      process.send?.({})
    } else if (request === 'profile') {
      session.connect()
      await session.post('Profiler.enable')
      await session.post('Profiler.start')
      process.send?.({})
    } else if (request === 'profiled') {
      const { profile } = await session.post('Profiler.stop')
      session.disconnect()
      process.send?.({ profile })
    }
  })
  // The channel must not keep the process alive, nor the process outlive the benchmark.
  process.channel?.unref()
  process.on('disconnect', () => process.exit())
}
