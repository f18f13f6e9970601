import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { redocly, spectral } from '../test/linters.js'
import { documentOf } from '../test/small-contract.js'
import { toJson } from './index.js'

/** A document in which a tag is not told of, a text has no bound, and an operation has no description. */
function faulty() {
  const document = documentOf({ one: { description: '' } })
  const Loose = { type: 'object', properties: { text: { type: 'string' } } } as const
  return {
    ...document,
    tags: [],
    components: { ...document.components, schemas: { ...document.components?.schemas, Loose } },
  }
}

describe('the linters', { timeout: 120_000 }, () => {
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
  ] as const)('find nothing in the committed document: %s', async (_name, lint) => {
    expect(await lint('openapi.json')).toEqual([])
  })

  it('find what is wrong where something is', async () => {
    expect(await spectral(file)).toEqual(
      expect.arrayContaining(['operation-tag-defined', 'owasp:api4:2023-string-limit', 'oas3-unused-component']),
    )
    expect(await redocly(file)).toEqual(expect.arrayContaining(['operation-tag-defined', 'operation-description']))
  })
})
