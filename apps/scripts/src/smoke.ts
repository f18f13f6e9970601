import { createSessionClient, resolveBaseUrl } from './account.js'
import { parseInteger } from './command-line.js'
import { fetchWithTimeout } from './fetch-with-timeout.js'
import { runScript } from './run-script.js'
import { runSteps } from './run-steps.js'
import { createSmokeContext, smokeSteps } from './smoke-steps.js'

await runScript({
  command: 'pnpm smoke',
  summary: 'Smoke-tests a deployed server: signs up a user, works with tasks and deletes the account.',
  argument: 'URL',
  options: {
    timeout: {
      type: 'string',
      value: 'SECONDS',
      default: '10',
      description: 'Timeout of each request, including retries.',
    },
  },
  notes: ['Exits with 1 if a step fails. The account is deleted even after a failure or Ctrl-C.'],
  async run({ argument, values }, progress, signal) {
    const baseUrl = resolveBaseUrl(argument)
    const timeout = parseInteger('timeout', values.timeout, 600) * 1000
    const client = createSessionClient(baseUrl, { timeout })
    const context = createSmokeContext(baseUrl, client, fetchWithTimeout(timeout))
    const steps = await runSteps(smokeSteps, context, (name) => progress.show(name), signal)
    return { url: baseUrl, ok: steps.every(({ ok }) => ok), steps }
  },
  isSuccess: ({ ok }) => ok,
  format: ({ url, ok, steps }) =>
    [
      ...steps.map(
        ({ name, ok, ms, error }) =>
          `${ok ? 'ok    ' : 'FAILED'} ${name} (${ms} ms)${error ? `\n       ${error}` : ''}`,
      ),
      `${url}: smoke test ${ok ? 'passed' : 'failed'}`,
    ].join('\n'),
})
