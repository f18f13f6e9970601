import { ExportResultCode } from '@opentelemetry/core'
import type { SpanExporter } from '@opentelemetry/sdk-trace'
import type { Logger } from 'pino'

const intervalMs = 60_000

/** Wraps an exporter so that failures are logged, at most once a minute, with the number of spans that were lost since. */
export function reportFailures(exporter: SpanExporter, logger: Logger): SpanExporter {
  let lost = 0
  let next = 0
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.code !== ExportResultCode.SUCCESS) report(spans.length, result.error)
        done(result)
      })
    },
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  }

  function report(count: number, err: unknown): void {
    lost += count
    if (performance.now() < next) return
    logger.warn({ err, lost }, 'Could not export traces')
    lost = 0
    next = performance.now() + intervalMs
  }
}
