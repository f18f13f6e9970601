import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const stream = new URL('./log-stream.ts', import.meta.url).href
const tsx = import.meta.resolve('tsx')

/** What a process writes to stdout that logs by it and then ends. */
function loggedBy(program: string): string[] {
  const text = `import { openLogStream } from ${JSON.stringify(stream)}; const log = openLogStream(); ${program}`
  const { stdout } = spawnSync(process.execPath, [`--import=${tsx}`, '--input-type=module', '-e', text], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    encoding: 'utf8',
  })
  return stdout.split('\n').filter((line) => line !== '')
}

it.each([
  ['by itself', ''],
  ['by process.exit in the very turn', 'process.exit(3)'],
  ['by an exception that nobody catches', 'throw new Error("as it happens")'],
  ['later', 'setTimeout(() => { log.write("last\\n"); process.exit(1) }, 20)'],
])('loses no line where the process ends %s', (_how, end) => {
  const lines = loggedBy(`for (let n = 0; n < 500; n++) log.write("line " + n + "\\n"); ${end}`)

  expect(lines.filter((line) => line !== 'last')).toEqual(Array.from({ length: 500 }, (_, n) => `line ${n}`))
  expect(lines.includes('last')).toBe(end.includes('last'))
})
