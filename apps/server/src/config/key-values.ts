/**
 * Parses `key1=value1,key2=value2`, whose values may be percent-encoded, as the variables of OpenTelemetry are written. Returns undefined
 * if it is malformed.
 */
export function parseKeyValues(text: string): Readonly<Record<string, string>> | undefined {
  const pairs = text
    .split(',')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair) => /^([^=\s]+)\s*=\s*(.*)$/.exec(pair))
  try {
    return Object.fromEntries(
      pairs.map((pair) => {
        if (!pair) throw new URIError('A pair has no =')
        return [pair[1], decodeURIComponent(pair[2] as string)]
      }),
    )
  } catch {
    return undefined
  }
}
