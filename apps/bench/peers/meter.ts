import cluster from 'node:cluster'
import { Session } from 'node:inspector/promises'

/** Loaded into each process that is measured, before its own code: tells the bench what it has used, on any system alike. */

const session = new Session()

// A worker is the primary's.
if (cluster.isPrimary) answer()

function answer(): void {
  process.on('message', async (question) => {
    if (question === 'usage') {
      const { user, system } = process.cpuUsage()
      process.send?.({ cpu: user + system, rss: process.memoryUsage.rss() })
    } else if (question === 'profile') {
      session.connect()
      await session.post('Profiler.enable')
      await session.post('Profiler.start')
      process.send?.({})
    } else if (question === 'profiled') {
      const { profile } = await session.post('Profiler.stop')
      session.disconnect()
      process.send?.({ profile })
    }
  })
  // It neither keeps its process alive nor lets it outlive the bench.
  process.channel?.unref()
  process.on('disconnect', () => process.exit())
}
