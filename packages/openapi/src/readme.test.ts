import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { document, json, paths, yaml } from '../test/examples/document.js'

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8')

describe('README example', () => {
  it('is the same as the example file', () => {
    expect(read('../README.md')).toContain(`\`\`\`ts\n${read('../test/examples/document.ts')}\`\`\``)
  })

  it('runs and gives the documented results', () => {
    expect(document.servers).toEqual([{ url: 'https://tasks.example.org' }])
    expect(JSON.parse(json)).toEqual(document)
    expect(yaml).toContain('url: https://tasks.example.org')
    expect(Object.keys(document.paths ?? {})).toEqual(paths)
  })
})
