import { baseUrlOf, openClient } from './account.js'
import { wholeNumber } from './command-line.js'
import { limitedFetch } from './limited-fetch.js'
import { runScript } from './run-script.js'
import { openJourney, steps } from './smoke-steps.js'
import { takeSteps } from './take-steps.js'

await runScript({
  command: 'pnpm smoke',
  summary: 'Checks a deployed server from outside, as a user who signs up, works with tasks and leaves.',
  argument: 'URL',
  options: {
    timeout: { type: 'string', value: 'SECONDS', default: '10', describe: 'That a call may take.' },
  },
  notes: [
    'It makes an account of its own, and deletes it also where a step fails or it is stopped. Exit code 1: the server',
    'is not well.',
  ],
  async run({ argument, values }, progress, stop) {
    const baseUrl = baseUrlOf(argument)
    const timeout = wholeNumber('timeout', values.timeout, 600) * 1000
    const journey = openJourney(baseUrl, openClient(baseUrl, { timeout }), limitedFetch(timeout))
    const taken = await takeSteps(steps, journey, (name) => progress.show(name), stop)
    return { url: baseUrl, ok: taken.every(({ ok }) => ok), steps: taken }
  },
  isWell: ({ ok }) => ok,
  tell: ({ url, ok, steps }) =>
    [
      ...steps.map(
        ({ name, ok, ms, error }) =>
          `${ok ? 'ok    ' : 'FAILED'} ${name} (${ms} ms)${error ? `\n       ${error}` : ''}`,
      ),
      `${url} is ${ok ? 'well' : 'not well'}`,
    ].join('\n'),
})
