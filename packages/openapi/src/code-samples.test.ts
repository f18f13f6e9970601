import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { pairs } from '../test/documented.js'
import { documentOf } from '../test/small-contract.js'
import type { CodeSample } from './code-samples.js'

const samplesIn = (described: object | undefined) =>
  (described as { readonly 'x-codeSamples': readonly CodeSample[] } | undefined)?.['x-codeSamples'] ?? []

/** Returns the sources for the client and for curl of a POST operation. */
function samplesOf(part: object): string[] {
  const described = documentOf({ make: { method: 'POST', ...part } }).paths?.['/things']?.post
  return samplesIn(described).map(({ source }) => source)
}

describe('code samples', () => {
  it.each(pairs)(
    'are for the typed client and curl, in lines of at most 50 characters: $operation.name',
    ({ described }) => {
      const samples = samplesIn(described)

      expect(samples.map(({ label }) => label)).toEqual(['Typed client', 'curl'])
      for (const line of samples.flatMap(({ source }) => source.split('\n')))
        expect(line.length, line).toBeLessThanOrEqual(50)
    },
  )

  it('contain the example of the body', () => {
    const { described } = pairs.find(({ operation }) => operation.name === 'tasks.create') ?? {}

    expect(samplesIn(described).map(({ source }) => source)).toEqual([
      "await client.tasks.create({\n  title: 'Buy milk',\n})",
      [
        'curl $API/api/me/tasks \\',
        '  -H "Authorization: Bearer $TOKEN" \\',
        "  -H 'Content-Type: application/json' \\",
        `  -d '{"title":"Buy milk"}'`,
      ].join('\n'),
    ])
  })

  it('have ids in the path as variables', () => {
    const { described } = pairs.find(({ operation }) => operation.name === 'tasks.purge') ?? {}
    const [client, curl] = samplesIn(described)

    expect(client?.source).toBe('await client.tasks.purge({ taskId })')
    expect(curl?.source).toMatch(/^curl \$API\/api\/me\/tasks\/\$TASK_ID\/trash \\\n {2}-X DELETE \\\n/)
  })

  it('contain required parameters of the query', () => {
    const query = z.strictObject({ size: z.enum(['s', 'm']).meta({ examples: ['m'] }), colour: z.string().optional() })
    const [client, curl] = samplesOf({ query })

    expect(client).toBe("await client.things.make({ size: 'm' })")
    expect(curl).toBe('curl "$API/things?size=m" \\\n  -X POST')
  })

  it('escape apostrophes, backslashes and line breaks', () => {
    const text = `it's a \\\n"test"`
    const [client, curl] = samplesOf({ body: z.strictObject({ text: z.string().meta({ examples: [text] }) }) })

    expect(client).toContain(String.raw`text: 'it\'s a \\\n"test"'`)
    expect(JSON.parse(/-d '([^']*)'$/.exec(curl ?? '')?.[1] ?? '')).toEqual({ text })
  })
})
