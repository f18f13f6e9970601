import { readFile } from 'node:fs/promises'
import { checkPackage, createPackageFromTarballData, type Problem } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contract } from '../../../packages/contract/src/index.js'
import { openClone, packAll, published, type Tarballs } from './tarballs.js'

/** It is no module, so that no types are looked for. */
const noModules = ['./openapi.yaml']

/** How CommonJS imports, and how everything did before there were `exports`. */
const unmeant: readonly string[] = ['node10', 'node16-cjs']

describe('what is published', () => {
  let tarballs: Tarballs
  beforeAll(async () => {
    tarballs = await packAll()
  })
  afterAll(async () => {
    await tarballs?.close()
  })

  it.each(published)('has its licence and its README, and no test: %s', async (name) => {
    const contents = await tarballs.contents(name)

    expect(contents).toEqual(
      expect.arrayContaining(['package/LICENSE', 'package/README.md', 'package/dist/index.d.ts']),
    )
    expect(contents.filter((file) => /\.test(-d)?\.|tsconfig|tsbuildinfo|\/scripts\//.test(file))).toEqual([])
  })

  it('is built by packing: the same files from a clone without builds', async () => {
    const clone = await openClone()
    try {
      const packed = await packAll(clone.folder)
      for (const name of published) expect(await packed.contents(name)).toEqual(await tarballs.contents(name))
      await packed.close()
    } finally {
      await clone.close()
    }
  })

  it('has the documentation of operations in its declarations, for editors', async () => {
    const declarations = await tarballs.read('@taskpact/contract', 'package/dist/contract.gen.d.ts')

    expect(declarations).toContain(`   * ${contract.tasks.create.summary}.\n`)
  })

  it.each(published)('has the metadata for publishing with provenance: %s', async (name) => {
    const manifest = JSON.parse(await tarballs.read(name, 'package/package.json'))
    const license = await readFile(new URL('../../../LICENSE', import.meta.url), 'utf8')

    expect(manifest).toMatchObject({ license: 'MIT', type: 'module', sideEffects: false, engines: { node: '>=20.19' } })
    expect(manifest.publishConfig).toEqual({ access: 'public', provenance: true })
    expect(await tarballs.read(name, 'package/LICENSE')).toBe(license)
  })

  it.each(published)('asks for no package of the workspace but by its version: %s', async (name) => {
    const { version, dependencies } = JSON.parse(await tarballs.read(name, 'package/package.json'))
    const ours = Object.entries(dependencies).filter(([name]) => name.startsWith('@taskpact/'))

    expect(ours).toEqual(name === '@taskpact/contract' ? [] : [['@taskpact/contract', version]])
  })

  it.each(published)('names only files that are there, whatever the condition: %s', async (name) => {
    const contents = await tarballs.contents(name)
    const { exports } = JSON.parse(await tarballs.read(name, 'package/package.json'))
    const named = Object.values<string | Record<string, string>>(exports).flatMap((entry) =>
      typeof entry === 'string' ? entry : Object.values(entry),
    )

    expect(contents).toEqual(expect.arrayContaining(named.map((file) => file.replace('./', 'package/'))))
  })

  it.each(published)('is as package managers and bundlers want it (publint): %s', async (name) => {
    const tarball = new Uint8Array(await readFile(tarballs.files[name] ?? '')).buffer
    const { messages } = await publint({ pack: { tarball }, strict: true })

    expect(messages).toEqual([])
  })

  it.each(published)('has the right types for importers (attw): %s', async (name) => {
    const { problems, entrypoints } = await typesOf(tarballs.files[name] ?? '')

    expect(problems).toEqual([])
    expect(entrypoints).toContain('.')
  })
})

/** The problems for importers of ES modules; the package has no other format. */
async function typesOf(tarball: string) {
  const file = createPackageFromTarballData(await readFile(tarball))
  const analysis = await checkPackage(file, { excludeEntrypoints: noModules })
  if (!analysis.types) return { problems: ['no types'], entrypoints: [] }
  const isMeant = (problem: Problem) => !('resolutionKind' in problem && unmeant.includes(problem.resolutionKind))
  return { problems: analysis.problems.filter(isMeant), entrypoints: Object.keys(analysis.entrypoints) }
}
