import type { ExportFormat } from '@taskpact/contract'
import { accountOptions, baseUrlOf, openClient, passwordOf, thenSignOut } from './account.js'
import { UsageError } from './command-line.js'
import { countingFetch } from './counting-fetch.js'
import { print } from './print.js'
import { runScript } from './run-script.js'
import { writeWhole } from './write-whole.js'

/** By name, for the compiler to see that none is missing. */
const formats = { json: 'json', csv: 'csv', ics: 'ics' } as const satisfies { [F in ExportFormat]: F }

await runScript({
  command: 'pnpm export-tasks',
  summary: 'Writes all tasks of a user outside the trash to a file, or to stdout.',
  options: {
    ...accountOptions,
    format: { type: 'string', value: Object.keys(formats).join('|'), default: 'json', describe: 'Of the file.' },
    output: { type: 'string', value: 'FILE', describe: 'Where to; without it, to stdout.' },
    force: { type: 'boolean', describe: 'Replace the file where there is one.' },
  },
  async run({ values }, progress, stop) {
    const { email, output } = values
    if (email === undefined) throw new UsageError('--email is missing')
    if (values.json && output === undefined) throw new UsageError('--json wants --output: else stdout would hold both')
    const format = formatOf(values.format)
    const baseUrl = baseUrlOf(values.url)
    const fetch = countingFetch((bytes) => progress.show(`${(bytes / 1e6).toFixed(1)} MB`))
    const client = openClient(baseUrl, { fetch, timeout: 600_000 })
    await client.auth.signin({ email, password: passwordOf() })
    const content = await thenSignOut(client, () => client.tasks.export({ format }, { signal: stop }))
    if (output === undefined) await print(content)
    else if (!(await writeWhole(output, content, values.force)))
      throw new UsageError(`${output} exists: say --force to replace it`)
    return { url: baseUrl, email, format, output, bytes: Buffer.byteLength(content) }
  },
  tell: ({ output, bytes }) => (output === undefined ? undefined : `${bytes} bytes in ${output}`),
})

function formatOf(name: string): ExportFormat {
  const format = Object.values(formats).find((one) => one === name)
  if (format === undefined) throw new UsageError(`--format must be one of ${Object.keys(formats).join(', ')}`)
  return format
}
