import { taskLimits } from '@taskpact/contract'
import { describe, expect, it } from 'vitest'
import { readRows } from '../../../test/read-rows.js'

/** A row of CSV for each of many subtasks of one task. */
function subtasksOf(title: string): string {
  return `List Name,Title,Is Check list,taskId,parentId\na,${title},N,1,\n${'a,b,N,,1\n'.repeat(taskLimits.fileTasks - 1)}`
}

// 100 000 descriptions of 10 000 characters would need some gigabytes, which a file of 1 MB must not.
describe('descriptions of a file', () => {
  it('can be longer than the file', async () => {
    const { rows } = await readRows('ticktick', subtasksOf('t'.repeat(20)))

    expect(rows).toHaveLength(taskLimits.fileTasks)
  })

  it.each([
    ['ticktick', subtasksOf('t'.repeat(10_000))],
    [
      'google',
      JSON.stringify({
        kind: 'tasks#taskLists',
        items: [{ items: [{ id: '1', title: 't'.repeat(10_000) }, ...Array(20_000).fill({ parent: '1' })] }],
      }),
    ],
  ] as const)('cannot be much longer: %s', async (format, content) => {
    await expect(readRows(format, content)).rejects.toMatchObject({
      code: 'invalid_input',
      errors: [{ pointer: '/content', message: expect.stringContaining('share') }],
    })
  })
})
