import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { root } from '../../support/server-process.js'

const script = fileURLToPath(new URL('loaded-packages.ts', import.meta.url))

it('T2: loads no package of OpenTelemetry without a collector, except for the one that prom-client imports', async () => {
  const command = ['--conditions=@taskpact/source', '--import=tsx', script]
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: root })

  const { without, withCollector } = JSON.parse(stdout)
  expect(without).toEqual(['@opentelemetry/api'])
  expect(withCollector).toEqual(expect.arrayContaining(['@opentelemetry/sdk-trace', '@opentelemetry/resources']))
})
