import { readFile } from 'node:fs/promises'
import SwaggerParser from '@apidevtools/swagger-parser'
import { validate } from '@readme/openapi-parser'
import { validate as validateByScalar } from '@scalar/openapi-parser'
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'

const document = () => readFile(new URL('../../openapi.json', import.meta.url), 'utf8')

describe('committed OpenAPI document', () => {
  it('is valid according to swagger-parser', async () => {
    const parsed = SwaggerParser.validate(JSON.parse(await document()))

    await expect(parsed).resolves.toMatchObject({ openapi: '3.1.1' })
  })

  it('is valid according to @readme/openapi-parser', async () => {
    const result = await validate(JSON.parse(await document()))

    expect(result).toMatchObject({ valid: true, warnings: [] })
  })

  it('is valid according to @scalar/openapi-parser', async () => {
    const result = await validateByScalar(await document())

    expect(result).toMatchObject({ valid: true, version: '3.1' })
  })

  it('is valid according to openapi-schema-validator', async () => {
    const result = await new Validator().validate(JSON.parse(await document()))

    expect(result).toEqual({ valid: true })
  })
})
