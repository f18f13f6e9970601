import { readFile } from 'node:fs/promises'

const examples = new URL('../../../apps/server/test/examples/', import.meta.url)

const ways = [
  { heading: 'By curl', file: 'quick-start.sh', language: 'sh' },
  { heading: 'By the typed client, `@taskpact/client`', file: 'typed-client.ts', language: 'ts' },
  { heading: 'By tRPC', file: 'trpc-client.ts', language: 'ts' },
] as const

/** How to begin, as Markdown: the files that the server's tests run, word for word. */
export async function readQuickStart(): Promise<string> {
  const parts = ways.map(async ({ heading, file, language }) => {
    const code = await readFile(new URL(file, examples), 'utf8')
    return `${heading}:\n\n\`\`\`${language}\n${code}\`\`\`\n`
  })
  return ['## Quick start\n', ...(await Promise.all(parts))].join('\n')
}

/** The module that holds it, for a server is deployed without its tests. */
export async function quickStartModule(): Promise<string> {
  const text = JSON.stringify(await readQuickStart())
  return `/** How to begin, by what the tests of the server run. Written by \`generate\`. */\nexport const quickStart =\n  ${text}\n`
}
