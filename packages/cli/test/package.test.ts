import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundle } from '../scripts/bundle.js'

const run = promisify(execFile)
const source = fileURLToPath(new URL('..', import.meta.url))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taskpact-package-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('the package', () => {
  it('installs with npm without any other package, and has the program', async () => {
    const packed = join(folder, 'packed')
    const project = join(folder, 'project')
    await mkdir(project)
    await bundle(join(packed, 'dist'))
    for (const file of ['package.json', 'README.md']) await cp(join(source, file), join(packed, file))

    const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
      cwd: packed,
    })
    const [{ filename, files }] = JSON.parse(stdout)
    const install = ['install', '--offline', '--no-audit', '--no-fund', '--prefix', project, join(folder, filename)]
    await run('npm', install, { cwd: project })

    const { version } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'))
    const program = await run(join(project, 'node_modules/.bin/taskpact'), ['--version'])
    expect(program.stdout).toBe(`${version}\n`)
    expect(await readdir(join(project, 'node_modules/@taskpact'))).toEqual(['cli'])
    expect(files.map(({ path }: { path: string }) => path)).toEqual(
      expect.arrayContaining(['README.md', 'package.json']),
    )
  })
})
