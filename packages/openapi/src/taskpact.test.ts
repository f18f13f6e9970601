import { describe, expect, it } from 'vitest'
import { document } from '../test/documented.js'

const { description = '' } = document.info

describe('introduction of the document', () => {
  it('begins with two sentences before the quick start', () => {
    const [introduction = ''] = description.split('\n\n## Quick start', 1)

    expect(introduction).toMatch(/^Taskpact is [^.]+\. It is for [^.]+\.$/)
  })

  it('has code in lines of at most 50 characters, which fit into its column', () => {
    const blocks = [...description.matchAll(/```\w+\n(.*?)```/gs)].map(([, code]) => code as string)
    // An import of one name cannot be broken.
    const lines = blocks.flatMap((code) => code.split('\n')).filter((line) => !line.startsWith('import '))

    expect(blocks.length).toBeGreaterThan(3)
    expect(lines.filter((line) => line.length > 50)).toEqual([])
  })
})
