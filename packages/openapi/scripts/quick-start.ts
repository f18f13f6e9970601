import { readFile } from 'node:fs/promises'

const folder = new URL('../../../apps/server/test/examples/', import.meta.url)

const examples = [
  { heading: 'With curl', file: 'quick-start.sh', language: 'sh' },
  { heading: 'With the typed client, `@taskpact/client`', file: 'typed-client.ts', language: 'ts' },
  { heading: 'With tRPC', file: 'trpc-client.ts', language: 'ts' },
] as const

/** Returns the quick start as Markdown. Its examples are files that the tests of the server run. */
export async function readQuickStart(): Promise<string> {
  const parts = examples.map(async ({ heading, file, language }) => {
    const code = await readFile(new URL(file, folder), 'utf8')
    return `${heading}:\n\n\`\`\`${language}\n${code}\`\`\`\n`
  })
  return ['## Quick start\n', ...(await Promise.all(parts))].join('\n')
}

/** Returns the quick start as a module, because a server is deployed without its tests. */
export async function quickStartModule(): Promise<string> {
  const text = JSON.stringify(await readQuickStart())
  return `/** The quick start, from examples that the tests of the server run. Written by \`generate\`. */\nexport const quickStart =\n  ${text}\n`
}
