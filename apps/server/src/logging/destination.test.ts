import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const stream = new URL('./destination.ts', import.meta.url).href
const tsx = import.meta.resolve('tsx')

/** What a process writes to stdout that logs by it and then ends. */
function loggedBy(program: string): { lines: string[]; stderr: string } {
  const text = `import { openLogStream } from ${JSON.stringify(stream)}; const log = openLogStream(); ${program}`
  const { stdout, stderr } = spawnSync(process.execPath, [`--import=${tsx}`, '--input-type=module', '-e', text], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    encoding: 'utf8',
  })
  return { lines: stdout.split('\n').filter((line) => line !== ''), stderr }
}

it.each([
  ['by itself', ''],
  ['by process.exit in the very turn', 'process.exit(3)'],
  ['by an exception that nobody catches', 'throw new Error("as it happens")'],
  ['by a signal after a fatal line', 'log.flushSync(); process.kill(process.pid, "SIGKILL")'],
  ['later', 'setTimeout(() => { log.write("last\\n"); process.exit(1) }, 20)'],
])('loses no line where the process ends %s', (_how, end) => {
  const { lines } = loggedBy(`for (let n = 0; n < 500; n++) log.write("line " + n + "\\n"); ${end}`)

  expect(lines.filter((line) => line !== 'last')).toEqual(Array.from({ length: 500 }, (_, n) => `line ${n}`))
  expect(lines.includes('last')).toBe(end.includes('last'))
})

it('writes many lines by few calls, none of more than a pipe takes in one piece', () => {
  const { lines, stderr } = loggedBy(`
    const { default: fs } = await import('node:fs')
    const { writeSync } = fs
    const sizes = []
    fs.writeSync = (fd, text) => { sizes.push(Buffer.byteLength(text)); return writeSync(fd, text) }
    for (let n = 0; n < 100; n++) log.write("é".repeat(120) + "\\n")
    log.write("x".repeat(5000) + "\\n")
    process.on('exit', () => writeSync(2, JSON.stringify(sizes)))`)
  const sizes: number[] = JSON.parse(stderr)

  expect(lines).toHaveLength(101)
  expect(sizes.filter((size) => size > 4096)).toEqual([5001])
  expect(sizes.length).toBeLessThan(10)
})
