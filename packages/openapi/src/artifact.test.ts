import { readFile } from 'node:fs/promises'
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
})
