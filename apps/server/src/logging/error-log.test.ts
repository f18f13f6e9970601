import { setTimeout as sleep } from 'node:timers/promises'
import { ServiceError } from '@taskpact/service'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { errorLog } from './error-log.js'

it('logs one `unavailable` error per second with the number of suppressed ones, and every internal error', async () => {
  const lines: Record<string, unknown>[] = []
  const log = errorLog(pino({ base: null }, { write: (line) => void lines.push(JSON.parse(line)) }))
  const away = new ServiceError('unavailable', 'Away.', { cause: new Error('ECONNREFUSED') })
  const ours = new ServiceError('internal', 'Wrong.', { cause: new Error('A bug') })

  for (let call = 0; call < 100; call++) log(away, `away-${call}`)
  log(ours, 'ours-1')
  log(ours, 'ours-2')
  await sleep(1050)
  log(away, 'later')

  expect(lines.map(({ requestId, suppressed }) => [requestId, suppressed])).toEqual([
    ['away-0', undefined],
    ['ours-1', undefined],
    ['ours-2', undefined],
    ['later', 99],
  ])
})
