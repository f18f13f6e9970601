/** A path with parameters, such as `/users/:userId`, parsed once. */
export interface PathTemplate {
  /** The names of its parameters, in their order. */
  readonly parameters: readonly string[]
  /** Returns the path with a percent-encoded value for each parameter. `value` is called with each name. */
  fill(value: (parameter: string) => unknown): string
  /**
   * Returns the decoded parameters of a path that matches: undefined if it does not match. A parameter matches one segment that
   * is not empty. Throws a URIError if a parameter is not percent-encoded UTF-8 (RFC 3986, section 2.5).
   */
  match(path: string): Record<string, string> | undefined
  /** Whether a path matches, however its parameters are encoded. */
  matches(path: string): boolean
}

export function pathTemplate(template: string): PathTemplate {
  const parts = template.split(/:(\w+)/) // text and names of parameters in turn
  const parameters = parts.filter((_, index) => index % 2 === 1)
  const pattern = new RegExp(`^${parts.map((part, index) => (index % 2 === 1 ? '([^/]+)' : escaped(part))).join('')}$`)

  return {
    parameters,
    fill(value) {
      let path = parts[0] as string
      for (let index = 1; index < parts.length; index += 2) {
        path += encodeURIComponent(String(value(parts[index] as string))) + parts[index + 1]
      }
      return path
    },
    matches: (path) => pattern.test(path),
    match(path) {
      const found = pattern.exec(path)
      if (!found) return undefined
      return Object.fromEntries(parameters.map((name, index) => [name, decodeURIComponent(found[index + 1] as string)]))
    },
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
