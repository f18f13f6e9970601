export interface Checklist {
  readonly notes: string | undefined
  /** Items with `[x]` or `[ ]`, as in Markdown. */
  readonly items: readonly string[]
}

/** The content of a checklist with more items stays as it is. */
const maxItems = 1000

/** Splits the content of a task. The items of a checklist start with `▫`, or with `▪` if they are done. Text before them is the notes. */
export function splitChecklist(content: string | undefined, isChecklist: boolean): Checklist {
  const text = content?.replace(/\r\n?/g, '\n')
  if (!isChecklist || text === undefined) return { notes: text, items: [] }
  const parts = text.split(/(?=[▫▪])/u, maxItems + 2)
  if (parts.length > maxItems) return { notes: text, items: [] }
  const items = parts.filter((part) => /^[▫▪]/u.test(part)).map(toItem)
  return { notes: parts.find((part) => !/^[▫▪]/u.test(part))?.trim(), items }
}

function toItem(part: string): string {
  return `${part.startsWith('▪') ? '[x]' : '[ ]'} ${part.replace(/^[▫▪]\uFE0F?/u, '').trim()}`
}
