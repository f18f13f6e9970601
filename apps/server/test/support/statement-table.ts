import type { Reporter, TestCase, TestModule } from 'vitest/node'
import { type Transport, transports } from '../../../../packages/testing/src/transports.js'

const columns = [...transports, 'other'] as const
type Column = (typeof columns)[number]

const numbered = (letter: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `${letter}${from + index}`)

const statements = [
  ...numbered('J', 1, 24),
  ...numbered('P', 1, 15),
  ...numbered('P', 18, 20),
  ...numbered('S', 1, 14),
  ...numbered('I', 1, 9),
  ...numbered('A', 1, 9),
  ...numbered('T', 1, 2),
]

/** Prints after a run how many tests passed for each security statement and transport. */
// biome-ignore lint/style/noDefaultExport: a reporter is loaded by its default export
export default class StatementTable implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const passed = new Map<string, Map<Column, number>>()
    for (const test of modules.flatMap((module) => [...module.children.allTests()])) {
      const statement = /^([JPSAIT]\d+): /.exec(test.name)?.[1]
      const state = test.result().state
      if (statement === undefined || (state !== 'passed' && state !== 'failed')) continue
      const counts = passed.get(statement) ?? new Map<Column, number>()
      const column = columnOf(test)
      counts.set(column, (counts.get(column) ?? 0) + (state === 'passed' ? 1 : 0))
      passed.set(statement, counts)
    }
    if (passed.size > 0) process.stdout.write(toText(passed))
  }
}

function columnOf(test: TestCase): Column {
  for (let parent = test.parent; parent.type === 'suite'; parent = parent.parent) {
    if (isTransport(parent.name)) return parent.name
  }
  return 'other'
}

function isTransport(name: string): name is Transport {
  return (transports as readonly string[]).includes(name)
}

function toText(passed: ReadonlyMap<string, ReadonlyMap<Column, number>>): string {
  const names = [...passed.keys()].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  const rows = [
    ['statement', ...columns],
    ...names.map((name) => [name, ...columns.map((column) => String(passed.get(name)?.get(column) ?? '-'))]),
  ]
  const widths = ['statement', ...columns].map(({ length }) => length)
  const lines = rows.map((row) => row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | '))
  const unnamed = statements.filter((statement) => !passed.has(statement))
  return `\n${lines.join('\n')}\nno test in this run: ${unnamed.join(' ') || 'none'}\n\n`
}
