import type { Content } from './templates.js'

/** Returns a mail as plain text and as HTML that needs no style sheet, image or script. */
export function render({ subject, before, action, after }: Content): { subject: string; text: string; html: string } {
  const textOfAction = action ? [`${action.label}:\n${action.url}`] : []
  const text = [...before, ...textOfAction, ...after, signature].join('\n\n')
  const paragraphs = (texts: readonly string[]) => texts.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n')
  const link = action ? `\n<p><a href="${escapeHtml(action.url)}">${escapeHtml(action.label)}</a></p>` : ''
  const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>
<body style="font: 16px/1.5 sans-serif; max-width: 36em; margin: 2em auto; padding: 0 1em">
${paragraphs(before)}${link}
${paragraphs([...after, signature])}
</body>
</html>
`
  return { subject, text: `${text}\n`, html }
}

const signature = 'Taskpact'

/** Escapes text for the content and the attributes of HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
