import { describe, expect, it } from 'vitest'
import { document, pairs } from '../test/documented.js'
import { documentOf } from '../test/small-contract.js'
import { toLlmsTxt } from './llms-txt.js'
import { slugOf, toMarkdown } from './markdown.js'

const markdown = toMarkdown(document)
const prose = markdown.replace(/```.*?```/gs, '')
const headings = [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading as string)

function sectionOf(heading: string): string {
  return markdown.split(`\n### ${heading}\n`)[1]?.split(/\n##/, 1)[0] ?? ''
}

describe('Markdown document', () => {
  it.each(pairs)('describes $operation.name', ({ operation, described }) => {
    const section = sectionOf(operation.route.summary)

    expect(section).toContain(`\`${operation.route.method} `)
    expect(section).toContain(described.description)
    expect(section).toContain(`Response ${operation.status}: `)
    for (const code of operation.errors) expect(section).toContain(`\`${code}\``)
    for (const field of Object.keys(operation.places).filter((field) =>
      /path|query/.test(operation.places[field] ?? ''),
    ))
      expect(section).toContain(`- \`${field}\` (`)
  })

  it('contains the code samples', () => {
    expect(sectionOf('Create a task')).toContain(
      "```typescript\nawait client.tasks.create({\n  title: 'Buy milk',\n})\n```",
    )
  })

  it('lists the fields of each schema', () => {
    expect(sectionOf('NewTask')).toMatch(/^- `title` \(Title, required\)$/m)
    for (const name of Object.keys(document.components?.schemas ?? {})) expect(headings).toContain(name)
  })

  it('names values and types that could not be described', () => {
    expect(prose).not.toMatch(/undefined|\[object|\bany\b(?=[,)])/)
  })
})

describe('llms.txt', () => {
  const text = toLlmsTxt(document, { reference: 'docs.md', documents: { JSON: 'openapi.json' } })

  it('has the sections of https://llmstxt.org in their order', () => {
    expect(text).toMatch(/^# Taskpact\n\n> .+\n\n[^#]+\n## Documentation\n\n- \[API reference\]\(docs\.md\)/)
    expect(text.match(/^## .*$/gm)).toEqual(['## Documentation', '## auth', '## system', '## tasks'])
    expect(text).not.toContain('undefined')
  })

  it('links to the section of each operation, and to that about apps', () => {
    const anchors = [...text.matchAll(/\(docs\.md#([^)]*)\)/g)].map(([, anchor]) => anchor as string)
    const slugs = headings.map(slugOf)

    expect(anchors).toHaveLength(pairs.length + 1)
    expect(anchors).toContain('build-an-app')
    for (const anchor of anchors) expect(slugs.filter((slug) => slug === anchor)).toEqual([anchor])
  })

  it('describes another contract', () => {
    const small = toLlmsTxt(documentOf({ list: {} }), { reference: 'api.md', documents: {} })

    expect(small).toContain('## things\n\n- [List things](api.md#list-things): `GET /things`\n')
  })
})
