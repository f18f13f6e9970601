import { expect } from 'vitest'
import { startCollector } from '../tracing/collector.js'
import type { ReceivedSpan } from '../tracing/decode-spans.js'
import { type Effect, type SettingName, withSettings } from './with-settings.js'

export const tracingEffects = {
  OTEL_EXPORTER_OTLP_ENDPOINT: async () => {
    const { requests } = await exported()
    expect(requests.map(({ path }) => path)).toEqual(['/base/v1/traces'])
  },
  OTEL_EXPORTER_OTLP_HEADERS: async () => {
    const { requests } = await exported()
    expect(requests[0]?.headers).toMatchObject({ authorization: 'Basic YWRh', 'x-team': 'tasks' })
  },
  OTEL_SERVICE_NAME: async () => {
    expect((await resource())['service.name']).toBe('named')
  },
  OTEL_RESOURCE_ATTRIBUTES: async () => {
    expect((await resource())['cloud.region']).toBe('eu 1')
  },
  OTEL_TRACES_SAMPLER: async () => {
    expect((await exported()).spans.map(({ traceId }) => traceId)).toContain(low)
  },
  OTEL_TRACES_SAMPLER_ARG: async () => {
    expect((await exported()).spans.map(({ traceId }) => traceId)).not.toContain(high)
  },
} satisfies Partial<Record<SettingName, Effect>>

/** A ratio samples the trace ids whose sum is low. */
const low = '00000000000000000000000000000001'
const high = '000000000000000000000000f0000000'

type Exported = Awaited<ReturnType<typeof exportTraces>>
let shared: Promise<Exported> | undefined

/** What one server with all settings exports. It starts once, because each setting changes another part. */
function exported(): Promise<Exported> {
  shared ??= exportTraces()
  return shared
}

async function resource(): Promise<ReceivedSpan['resource']> {
  return (await exported()).spans[0]?.resource ?? {}
}

/** By default, the server would follow the flag of `traceparent`: not trace the first request, and trace the second. */
async function exportTraces() {
  const collector = await startCollector()
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.endpoint}/base/`,
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20YWRh,x-team=tasks',
    OTEL_SERVICE_NAME: 'named',
    OTEL_RESOURCE_ATTRIBUTES: 'service.name=replaced,cloud.region=eu%201',
    OTEL_TRACES_SAMPLER: 'traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.1',
  }
  await withSettings(env, async ({ send }) => {
    await send('/health', { headers: { traceparent: `00-${low}-00f067aa0ba902b7-00` } })
    await send('/health', { headers: { traceparent: `00-${high}-00f067aa0ba902b7-01` } })
  })
  await collector.close()
  return { requests: collector.requests, spans: collector.spans }
}
