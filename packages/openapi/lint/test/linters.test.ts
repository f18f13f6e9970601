import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toJson } from '../../src/index.js'
import { documentOf } from '../../test/small-contract.js'
import { redocly, spectral } from './linters.js'

/** A document with an undeclared tag, an unbounded string and an operation without a description. */
function faulty() {
  const document = documentOf({ one: { description: '' } })
  const Loose = { type: 'object', properties: { text: { type: 'string' } } } as const
  return {
    ...document,
    tags: [],
    components: { ...document.components, schemas: { ...document.components?.schemas, Loose } },
  }
}

describe('OpenAPI linters', { timeout: 120_000 }, () => {
  let folder: string
  let file: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lint-'))
    file = join(folder, 'openapi.json')
    await writeFile(file, toJson(faulty()))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it.each([
    ['Spectral', spectral],
    ['Redocly', redocly],
  ] as const)('report no problem in the committed document: %s', async (_name, lint) => {
    expect(await lint('../openapi.json')).toEqual([])
  })

  it('report the problems of an invalid document', async () => {
    expect(await spectral(file)).toEqual(
      expect.arrayContaining(['operation-tag-defined', 'owasp:api4:2023-string-limit', 'oas3-unused-component']),
    )
    expect(await redocly(file)).toEqual(expect.arrayContaining(['operation-tag-defined', 'operation-description']))
  })
})
