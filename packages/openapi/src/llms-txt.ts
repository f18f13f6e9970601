import type { OpenAPIV3_1 } from 'openapi-types'
import { operationsByTag, slugOf } from './markdown.js'

export interface LlmsTxtLinks {
  /** Reference to the result of `toMarkdown`, such as `docs.md`. */
  readonly reference: string
  /** References to the document itself, by their titles. */
  readonly documents: Readonly<Record<string, string>>
}

/**
 * Returns an overview of the document for language models (https://llmstxt.org): the summary, the text before the first heading of the
 * description, and links to each operation. References are used as given, so relative ones work under any prefix.
 */
export function toLlmsTxt(document: OpenAPIV3_1.Document, { reference, documents }: LlmsTxtLinks): string {
  const { title, summary, description = '' } = document.info
  const [introduction = ''] = description.split(/^#/m, 1)
  const groups = operationsByTag(document).map(({ tag, operations }) => {
    const links = operations.map(
      ({ method, path, summary = '', 'x-required-scope': scope }) =>
        `- [${summary}](${reference}#${slugOf(summary)}): \`${method} ${path}\`${scope === undefined ? '' : `, scope \`${scope}\``}`,
    )
    return `## ${tag.name}\n\n${links.join('\n')}\n`
  })
  const apps = document.components?.securitySchemes?.oauth
    ? `- [Build an app](${reference}#build-an-app): how apps act for users by OAuth 2.1\n`
    : ''
  const others = Object.entries(documents).map(([name, url]) => `- [${name}](${url})\n`)
  return `# ${title}

> ${summary}

${introduction.trim()}

## Documentation

- [API reference](${reference}): all conventions, operations and schemas in one Markdown file
${apps}${others.join('')}
${groups.join('\n')}`
}
