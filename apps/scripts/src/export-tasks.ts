import type { ExportFormat } from '@taskpact/contract'
import { accountOptions, createSessionClient, readPassword, resolveBaseUrl, withSignOut } from './account.js'
import { UsageError } from './command-line.js'
import { fetchWithProgress } from './fetch-with-progress.js'
import { print } from './print.js'
import { runScript } from './run-script.js'
import { writeFileAtomic } from './write-file-atomic.js'

/** A record, so that the compiler reports a missing format. */
const formats = { json: 'json', csv: 'csv', ics: 'ics' } as const satisfies { [F in ExportFormat]: F }

await runScript({
  command: 'pnpm export-tasks',
  summary: 'Writes all tasks of a user, without those in the trash, to a file or to stdout.',
  options: {
    ...accountOptions,
    format: { type: 'string', value: Object.keys(formats).join('|'), default: 'json', description: 'File format.' },
    output: { type: 'string', value: 'FILE', description: 'Output file. Default: stdout.' },
    force: { type: 'boolean', description: 'Replace an existing file.' },
  },
  async run({ values }, progress, signal) {
    const { email, output } = values
    if (email === undefined) throw new UsageError('Missing option: --email')
    if (values.json && output === undefined) {
      throw new UsageError('--json requires --output, because the tasks and the report cannot share stdout')
    }
    const format = parseFormat(values.format)
    const baseUrl = resolveBaseUrl(values.url)
    const fetch = fetchWithProgress((bytes) => progress.show(`${(bytes / 1e6).toFixed(1)} MB`))
    const client = createSessionClient(baseUrl, { fetch, timeout: 600_000 })
    await client.auth.signin({ email, password: readPassword() })
    const content = await withSignOut(client, () => client.tasks.export({ format }, { signal }))
    if (output === undefined) await print(content)
    else if (!(await writeFileAtomic(output, content, values.force))) {
      throw new UsageError(`${output} exists. Use --force to replace it`)
    }
    return { url: baseUrl, email, format, output, bytes: Buffer.byteLength(content) }
  },
  format: ({ output, bytes }) => (output === undefined ? undefined : `${bytes} bytes written to ${output}`),
})

function parseFormat(name: string): ExportFormat {
  const format = Object.values(formats).find((one) => one === name)
  if (format === undefined) throw new UsageError(`--format must be one of ${Object.keys(formats).join(', ')}`)
  return format
}
