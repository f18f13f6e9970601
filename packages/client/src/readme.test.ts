import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { called, code, items, task } from '../test/examples/mock.js'
import { complete, pending } from '../test/examples/queries.js'

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8')

describe('README examples', () => {
  it.each(['mock.ts', 'queries.ts'])('are the tested files, unchanged: %s', (file) => {
    expect(read('../README.md')).toContain(`\`\`\`ts\n${read(`../test/examples/${file}`)}\`\`\``)
  })

  it('run with the documented results', () => {
    expect(task.title).toBe('Buy milk')
    expect(code).toBe('not_found')
    expect(items).toEqual([task])
    expect(called).toEqual(['tasks.create', 'tasks.get', 'tasks.list'])
    expect(pending.getCurrentResult().isPending).toBe(true)
    expect(complete.getCurrentResult().isIdle).toBe(true)
  })
})
