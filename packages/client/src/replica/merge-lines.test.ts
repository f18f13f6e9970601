import { describe, expect, it } from 'vitest'
import { mergeLines } from './merge-lines.js'

const merge = (base: string | null, mine: string | null, theirs: string | null) => mergeLines({ base, mine, theirs })

describe('a merge of lines', () => {
  it.each([
    ['joins changes of different lines', 'a\nb\nc', 'A\nb\nc', 'a\nb\nC', 'A\nb\nC'],
    ['joins additions at both ends', 'a', 'x\na', 'a\ny', 'x\na\ny'],
    ['joins a removal and a change', 'a\nb\nc\nd', 'b\nc\nd', 'a\nb\nc\nD', 'b\nc\nD'],
    ['applies the same change once', 'a\nb\nc', 'a\nX\nc', 'a\nX\nc', 'a\nX\nc'],
    ['applies the same change once, beside another', 'a\nb\nc', 'X\nb\nc', 'X\nb\nC', 'X\nb\nC'],
    ['returns a change of one side', 'a\nb', 'a\nb', 'a\nB', 'a\nB'],
    ['keeps line ends of other systems', 'a\r\nb\r\nc', 'A\r\nb\r\nc', 'a\r\nb\r\nC', 'A\r\nb\r\nC'],
    ['refuses two changes of a line', 'a\nb\nc', 'a\nX\nc', 'a\nY\nc', undefined],
    ['refuses changes of adjacent lines', 'a\nb', 'A\nb', 'a\nB', undefined],
    ['refuses two additions at one place', 'a', 'a\nx', 'a\ny', undefined],
    ['refuses a change of what was removed', 'a\nb\nc', 'c', 'a\nB\nc', undefined],
    ['refuses two new texts', null, 'a', 'b', undefined],
    ['refuses a removed text that was changed', 'a\nb', null, 'a\nB', undefined],
  ])('%s', (_name, base, mine, theirs, expected) => {
    expect(merge(base, mine, theirs)).toBe(expected)
    expect(merge(base, theirs, mine)).toBe(expected)
  })

  it('contains the added lines of both sides, and is symmetric', () => {
    let state = 1
    const random = (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return Math.floor((state / 2 ** 32) * below)
    }
    let merges = 0
    for (let run = 0; run < 3000; run++) {
      const base = Array.from({ length: 1 + random(8) }, () => 'abc'[random(3)] as string)
      const change = (name: string) => {
        const lines = [...base]
        for (let count = random(3); count >= 0; count--)
          lines.splice(random(lines.length + 1), random(3), ...(random(2) ? [`${name}${count}`] : []))
        return lines
      }
      const [mine, theirs] = [change('x'), change('y')]
      const [from, ours, others] = [base, mine, theirs].map((lines) => lines.join('\n')) as [string, string, string]
      const merged = merge(from, ours, others)

      expect(merge(from, others, ours)).toBe(merged)
      expect([merge(from, ours, from), merge(from, from, others), merge(from, ours, ours)]).toEqual([
        ours,
        others,
        ours,
      ])
      if (merged === undefined) continue
      merges++
      const lines = merged.split('\n')
      const added = [...mine, ...theirs].filter((line) => !base.includes(line))
      expect(lines.filter((line) => !base.includes(line) && line !== '').sort()).toEqual(added.sort())
    }
    expect(merges).toBeGreaterThan(300)
  })

  it('is fast for texts as long as the server allows, and refuses more lines', () => {
    const startedAt = performance.now()
    const numbers = Array.from({ length: 999 }, (_, index) => `${index}`)
    const base = numbers.join('\n')
    expect(merge(base, `x\n${base}`, base.replace('\n500\n', '\nY\n'))?.split('\n')).toHaveLength(1000)
    expect(merge('\n'.repeat(1000), 'a', 'b')).toBeUndefined()
    expect(merge('x'.repeat(10_000), 'y'.repeat(10_000), 'z'.repeat(10_000))).toBeUndefined()

    expect(performance.now() - startedAt).toBeLessThan(1000)
  })
})
