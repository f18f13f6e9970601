import { expect, it } from 'vitest'
import { loadedPackages } from '../../support/loaded-packages.js'

it('T2: loads no package of OpenTelemetry without a collector, except for the one that prom-client imports', async () => {
  const [without = [], withCollector] = await loadedPackages({}, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })

  expect(without.filter((name) => name.startsWith('@opentelemetry/'))).toEqual(['@opentelemetry/api'])
  expect(withCollector).toEqual(expect.arrayContaining(['@opentelemetry/sdk-trace', '@opentelemetry/resources']))
})
