/** Tracks the texts that users wrote, of which none may be lost. */
export interface Texts {
  /** Returns a new text that occurs nowhere else. */
  create(author: string, taskId?: string): string
  /** The text was never stored. */
  forget(text: string): void
  /** A user replaced a value that they saw. */
  replace(value: string): void
  /** A user removed a task. */
  remove(taskId: string): void
  /** Returns the texts that must be somewhere: those that nobody replaced or removed with their task. */
  expected(): string[]
}

export function createTexts(): Texts {
  const written = new Map<string, string | undefined>()
  const removed = new Set<string | undefined>()
  let count = 0
  const textsIn = (value: string) => value.match(/text\d+[a-z]+/g) ?? []
  return {
    create(author, taskId) {
      const text = `text${++count}${author}`
      written.set(text, taskId)
      return text
    },
    forget: (text) => void written.delete(text),
    replace(value) {
      for (const text of textsIn(value)) written.delete(text)
    },
    remove: (taskId) => void removed.add(taskId),
    expected: () => [...written].filter(([, taskId]) => !removed.has(taskId)).map(([text]) => text),
  }
}
