import { readFile } from 'node:fs/promises'
import SwaggerParser from '@apidevtools/swagger-parser'
import { validate } from '@readme/openapi-parser'
import { validate as validateByScalar } from '@scalar/openapi-parser'
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { quickStartModule } from '../scripts/quick-start.js'
import { document } from '../test/documented.js'
import { toJson, toYaml } from './index.js'

const committed = (name: string) => readFile(new URL(`../${name}`, import.meta.url), 'utf8')

describe('committed OpenAPI document', () => {
  it('is up to date with the contract', async () => {
    expect(await committed('openapi.json')).toBe(toJson(document))
    expect(await committed('openapi.yaml')).toBe(await toYaml(document))
  })

  it('contains the quick start that the tests of the server run', async () => {
    const example = await readFile(
      new URL('../../../apps/server/test/examples/quick-start.sh', import.meta.url),
      'utf8',
    )

    expect(await committed('src/quick-start.gen.ts')).toBe(await quickStartModule())
    expect(document.info.description).toContain(`\`\`\`sh\n${example}\`\`\``)
  })

  it.each(['1.1', '1.2'] as const)('has the same content as YAML %s and as JSON', async (version) => {
    expect(parse(await committed('openapi.yaml'), { version })).toEqual(JSON.parse(await committed('openapi.json')))
  })

  it('is valid according to swagger-parser', async () => {
    const parsed = SwaggerParser.validate(JSON.parse(await committed('openapi.json')))

    await expect(parsed).resolves.toMatchObject({ openapi: '3.1.1' })
  })

  it('is valid according to @readme/openapi-parser', async () => {
    const result = await validate(JSON.parse(await committed('openapi.json')))

    expect(result).toMatchObject({ valid: true, warnings: [] })
  })

  it('is valid according to @scalar/openapi-parser', async () => {
    const result = await validateByScalar(await committed('openapi.json'))

    expect(result).toMatchObject({ valid: true, version: '3.1' })
  })

  it('is valid according to openapi-schema-validator', async () => {
    const result = await new Validator().validate(JSON.parse(await committed('openapi.json')))

    expect(result).toEqual({ valid: true })
  })
})
