const names = new Map<string, string>()

export function nameStatement(text: string, name: string): void {
  names.set(text, name)
}

/** Returns the name of the compiled query with this text. Any other statement is named after its first word, such as `begin`. */
export function statementName(text: string): string {
  return names.get(text) ?? /^\s*([a-z]+)/i.exec(text)?.[1]?.toLowerCase() ?? 'statement'
}
