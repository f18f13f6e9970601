import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const source = fileURLToPath(new URL('./destination.ts', import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'taskpact-log-'))
afterAll(() => rm(folder, { recursive: true }))
// Bundled once: compiling it takes most of the time that its processes need to start.
const destination = join(folder, 'destination.mjs')
await build({
  entryPoints: [source],
  outfile: destination,
  bundle: true,
  format: 'esm',
  platform: 'node',
  banner: { js: "import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)" },
})

const opened = `
  import { openDestination } from ${JSON.stringify(pathToFileURL(destination).href)}
  const log = openDestination((dropped) => log.write(\`recovered \${dropped}\\n\`));`
const command = ['--input-type=module', '-e']

/** Returns what a process that runs `program` with a log writes to stdout until it ends. */
function linesOf(program: string): { lines: string[]; stderr: string } {
  const { stdout, stderr } = spawnSync(process.execPath, [...command, opened + program], { encoding: 'utf8' })
  return { lines: stdout.split('\n').filter((line) => line !== ''), stderr }
}

describe('a log that is read', () => {
  it.each([
    ['by itself', ''],
    ['by process.exit in the same tick', 'process.exit(3)'],
    ['by an uncaught exception', 'throw new Error("as it happens")'],
    ['by a signal after a fatal line', 'log.flushSync(); process.kill(process.pid, "SIGKILL")'],
    ['later', 'setTimeout(() => { log.write("last\\n"); process.exit(1) }, 20)'],
  ])('loses no line when the process ends %s', (_how, end) => {
    const { lines } = linesOf(`for (let n = 0; n < 500; n++) log.write("line " + n + "\\n"); ${end}`)

    expect(lines.filter((line) => line !== 'last')).toEqual(Array.from({ length: 500 }, (_, n) => `line ${n}`))
    expect(lines.includes('last')).toBe(end.includes('last'))
  })

  it('writes many lines together, in writes of at most 4096 bytes', () => {
    const { lines, stderr } = linesOf(`
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

  it('writes a line after a few milliseconds, without another one', () => {
    const { lines } = linesOf(`
      log.write("first\\n")
      setTimeout(() => process.kill(process.pid, "SIGKILL"), 200)`)

    expect(lines).toEqual(['first'])
  })
})

/** Ends once the log has recovered. */
const unread = `
  for (let n = 0; n < 20_000; n++) log.write("line " + n + " " + "x".repeat(100) + "\\n")
  process.stderr.write(String(log.dropped()))
  const { write } = log
  const wait = setInterval(() => {}, 1000)
  log.write = (line) => { write(line); clearInterval(wait) }`

describe('a log that is not read', () => {
  it.each([
    ['a socket', [process.execPath, ...command, opened + unread]], // which Node makes of `pipe`
    ['a pipe', ['sh', '-c', '"$0" "$@" | cat', process.execPath, ...command, opened + unread]],
    [
      'a stopped terminal',
      ['script', '-qec', `exec ${process.execPath} ${command.join(' ')} "$PROGRAM" 2>&3`, '/dev/null'],
    ],
  ])(
    'does not block on %s, drops lines above 1 MiB, and reports how many once it is read again',
    async (_kind, argv) => {
      const [program = '', ...args] = argv
      const env = { ...process.env, PROGRAM: opened + unread }
      const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
      const { stdout, stderr, stdio } = child as ChildProcessWithoutNullStreams
      // Written after the last line, so the process is not blocked.
      const [stalled] = await Promise.race([stderr, stdio[3] as Readable].map((one) => once(one, 'data')))
      const dropped = Number(stalled)
      const lines = (await text(stdout)).split(/\r?\n/).filter(Boolean)
      const written = lines.filter((line) => line.startsWith('line'))

      expect(dropped).toBeGreaterThan(0)
      expect(lines).toContain(`recovered ${dropped}`)
      expect(written).toEqual(Array.from({ length: 20_000 - dropped }, (_, n) => `line ${n} ${'x'.repeat(100)}`))
      expect(Buffer.byteLength(written.join('\n'))).toBeGreaterThan(1024 * 1024)
    },
  )

  it('keeps fatal lines although the buffer is full, and writes them if the reader continues before the process ends', async () => {
    const program = `
      for (let n = 0; n < 20_000; n++) log.write("line " + n + " " + "x".repeat(100) + "\\n")
      for (let n = 0; n < 20; n++) log.write(JSON.stringify({ level: 60, n, text: 'x'.repeat(200) }) + "\\n")
      process.stderr.write(String(log.dropped()))
      log.flushSync()
      process.kill(process.pid, 'SIGKILL')`
    const child = spawn(process.execPath, [...command, opened + program], { stdio: ['ignore', 'pipe', 'pipe'] })
    const [dropped] = await once(child.stderr, 'data')
    const lines = (await text(child.stdout)).split('\n').filter(Boolean)
    const fatal = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line).n)

    expect(fatal.slice(0, 10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(lines).toHaveLength(20_020 - Number(dropped))
  })

  it('does not keep the process from ending', async () => {
    const program = `for (let n = 0; n < 20_000; n++) log.write("x".repeat(100) + "\\n"); setTimeout(process.exit, 50, 3)`
    const child = spawn(process.execPath, [...command, opened + program], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [code] = await once(child, 'exit')
    child.stdout.destroy()

    expect(code).toBe(3)
  })

  it('does not end the process when the reader is gone', async () => {
    const program = `
      for (let n = 0; n < 20_000; n++) log.write("x".repeat(100) + "\\n")
      setTimeout(() => { process.stderr.write(String(log.dropped())); process.exit(0) }, 100)`
    const child = spawn(process.execPath, [...command, opened + program], { stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.destroy()
    const [[code], dropped] = await Promise.all([once(child, 'exit'), text(child.stderr)])

    expect(Number(dropped)).toBeGreaterThan(0)
    expect(code).toBe(0)
  })
})

describe('a log that two workers share', () => {
  const script = join(folder, 'workers.mjs')
  beforeAll(() => writeFile(script, `import cluster from 'node:cluster'\n${opened}\n${workers}`))

  /** When the second worker has ended, which resets the mode of the pipe, the first writes again. */
  const workers = `
    if (cluster.isPrimary) {
      cluster.setupPrimary({ execArgv: process.execArgv })
      const [first, second] = [cluster.fork(), cluster.fork()]
      second.on('exit', () => first.send('again'))
      let done = 0
      first.on('message', () => { if (++done === 2) process.stderr.write('done') })
    } else {
      await writeLines()
      process.send('done')
      if (cluster.worker.id === 2) process.exit()
      process.on('message', async () => {
        await writeLines()
        setTimeout(() => process.send('done'), 300) // after another attempt to write
        setTimeout(() => process.exit(), 600)
      })
    }

    async function writeLines() {
      for (let n = 0; n < 3000; n++) {
        log.write(JSON.stringify({ worker: cluster.worker.id, n, text: 'x'.repeat((n * 7) % 900) }) + "\\n")
        if (n % 20 === 0) await new Promise(setImmediate)
      }
    }`
  const start = () => spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'pipe'] })

  it('never mixes parts of their lines', async () => {
    const child = start()
    const counts: Record<number, number> = {}
    for await (const line of createInterface(child.stdout)) {
      if (line.startsWith('recovered')) continue
      const { worker, n, text } = JSON.parse(line)
      expect(text).toHaveLength((n * 7) % 900)
      counts[worker] = (counts[worker] ?? 0) + 1
    }

    expect(Object.keys(counts)).toHaveLength(2)
  })

  it('blocks neither when it is not read', async () => {
    const child = start()
    const [message] = await once(child.stderr, 'data')
    child.stdout.resume()
    await once(child, 'exit')

    expect(String(message)).toBe('done')
  })
})
