import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const [statements = '', exceptions = ''] = readFileSync(`${root}SECURITY.md`, 'utf8').split('## Exceptions')

const numbersIn = (text: string) =>
  [...text.matchAll(/^- \*\*([JPFSAKOTWI]\d+)\*\*/gm)].map(([, number]) => number as string)

function numbersInTitles(): Set<string> {
  const files = execFileSync('git', ['ls-files', '*test.ts'], { cwd: root, encoding: 'utf8' }).split('\n')
  const titles = files
    .filter(Boolean)
    .flatMap((file) => [...readFileSync(root + file, 'utf8').matchAll(/['"`]([JPFSAKOTWI]\d+): /g)])
  return new Set(titles.map(([, number]) => number as string))
}

describe('SECURITY.md', () => {
  it('contains each number once', () => {
    const numbers = numbersIn(statements)

    expect(numbers).toHaveLength(24 + 20 + 9 + 14 + 8 + 14 + 9 + 2 + 7 + 9)
    expect(new Set(numbers).size).toBe(numbers.length)
  })

  it('contains the number of every test title', () => {
    expect(numbersIn(statements)).toEqual(expect.arrayContaining([...numbersInTitles()]))
  })

  it('has an exception for each statement without a test', () => {
    const tested = numbersInTitles()
    const untested = numbersIn(statements).filter((number) => !tested.has(number))

    expect(numbersIn(exceptions)).toEqual(expect.arrayContaining(untested))
  })
})
