import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { input, isFull } from '../test/examples/derived-types.js'
import { address, failures, parsed, reads } from '../test/examples/operations.js'
import { get } from '../test/examples/own-contract.js'

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8')

describe('README examples', () => {
  it.each(['operations.ts', 'derived-types.ts', 'own-contract.ts'])('are the same as the example file: %s', (file) => {
    expect(read('../README.md')).toContain(`\`\`\`ts\n${read(`../test/examples/${file}`)}\`\`\``)
  })

  it('run and give the documented results', () => {
    expect(reads).toContain('tasks.list')
    expect(address).toBe('POST /api/:userId/tasks')
    expect(failures).toEqual(expect.arrayContaining(['unauthenticated', 'quota_exceeded']))
    expect(parsed).toEqual({ userId: 'me', title: 'Buy milk' })
    expect(input).toMatchObject({ title: 'Buy milk' })
    expect(isFull('quota_exceeded')).toBe(true)
    expect(get).toMatchObject({ name: 'notes.get', kind: 'query', status: 200 })
  })
})
