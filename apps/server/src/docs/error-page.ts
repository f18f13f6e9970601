import { type ErrorCode, errors, exampleFieldErrors, exampleProblem, type Operation } from '@taskpact/contract'

const style =
  'body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif;color-scheme:light dark}pre{overflow:auto}'

/** The page that a problem's `type` points to: what the code means, what to do, and which operations return it. */
export function errorPage(code: ErrorCode, operations: readonly Operation[]): string {
  const { status, title, description, resolution } = errors[code]
  const problem = exampleProblem(errors, code, code === 'invalid_input' ? exampleFieldErrors : undefined)
  const affected = operations.filter((operation) => operation.errors.includes(code))
  return `<style>${style}</style>
<h1>${title}</h1>
<p>Code <code>${code}</code>, HTTP status ${status}.</p>
<p>${marked(description)}</p>
<h2>What to do</h2>
<p>${marked(resolution)}</p>
<h2>Example</h2>
<pre><code>${escaped(JSON.stringify(problem, null, 2))}</code></pre>
${affected.length === 0 ? '' : `<h2>Operations that return it</h2>\n<ul>${affected.map(item).join('')}</ul>`}
<p><a href="../../docs">API reference</a></p>`
}

function item({ name, route }: Operation): string {
  return `<li><code>${name}</code>: ${escaped(route.summary ?? '')} (<code>${route.method} ${escaped(route.path)}</code>)</li>`
}

/** Converts text with code in backticks to HTML. */
function marked(text: string): string {
  return escaped(text).replace(/`([^`]*)`/g, '<code>$1</code>')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
