/** A path with parameters, such as `/users/:userId`, prepared for matching. */
export interface PathTemplate {
  /** The names of its parameters, in their order. */
  readonly parameters: readonly string[]
  /** Returns the path with a percent-encoded value for each parameter. */
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
  const parameters = pathParameters(template)
  const parts = template.split(/:\w+/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const pattern = new RegExp(`^${parts.join('([^/]+)')}$`)

  return {
    parameters,
    fill: (value) => fillPath(template, (parameter) => encodeURIComponent(String(value(parameter)))),
    matches: (path) => pattern.test(path),
    match(path) {
      const found = pattern.exec(path)
      if (!found) return undefined
      return Object.fromEntries(parameters.map((name, index) => [name, decodeURIComponent(found[index + 1] as string)]))
    },
  }
}

/** Returns a path with a segment in place of each parameter. `segmentOf` encodes it. */
export function fillPath(template: string, segmentOf: (parameter: string) => string): string {
  return template.replace(/:(\w+)/g, (_, parameter: string) => segmentOf(parameter))
}

/** Returns the names of the parameters of a path, in their order. */
export function pathParameters(template: string): string[] {
  return (template.match(/:\w+/g) ?? []).map((parameter) => parameter.slice(1))
}
