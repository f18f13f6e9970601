import {
  type ErrorCode,
  errorHelp,
  errorTable,
  exampleFieldErrors,
  exampleProblem,
  type Operation,
} from '@taskpact/contract'

const style =
  'body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif;color-scheme:light dark}pre{overflow:auto}'

/** What one code means, what to do about it, and which operations answer it: what its problems point to as `type`. */
export function errorPage(code: ErrorCode, operations: readonly Operation[]): string {
  const { status, title } = errorTable[code]
  const { means, remedy } = errorHelp[code]
  const problem = exampleProblem(code, code === 'invalid_input' ? exampleFieldErrors : undefined)
  const those = operations.filter(({ errors }) => errors.includes(code))
  return `<style>${style}</style>
<h1>${title}</h1>
<p>Code <code>${code}</code>, HTTP status ${status}.</p>
<p>${marked(means)}</p>
<h2>What to do</h2>
<p>${marked(remedy)}</p>
<h2>How it looks</h2>
<pre><code>${escaped(JSON.stringify(problem, null, 2))}</code></pre>
${those.length === 0 ? '' : `<h2>Who answers it</h2>\n<ul>${those.map(item).join('')}</ul>`}
<p><a href="/docs">The API</a></p>`
}

function item({ name, route }: Operation): string {
  return `<li><code>${name}</code>: ${escaped(route.summary ?? '')} (<code>${route.method} ${escaped(route.path)}</code>)</li>`
}

/** Text with code between backticks, as the document has it, in HTML. */
function marked(text: string): string {
  return escaped(text).replace(/`([^`]*)`/g, '<code>$1</code>')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
