const maxLength = 100

/**
 * Returns a name as pages show it: it must not hide or reorder the text around it (Unicode Technical Report 36, section 2.5). An app without a
 * visible name has its client id as its name.
 */
export function shownName(name: string | undefined, clientId: string): string {
  const visible = visibleText(name ?? '') || visibleText(clientId)
  return visible.length > maxLength ? `${visible.slice(0, maxLength)}…` : visible
}

function visibleText(text: string): string {
  const visible = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '').trim()
  return blank.test(visible) ? '' : visible
}

/** Matches text that renders as blank, such as Hangul fillers. */
const blank = /^[\s\p{M}\u115f\u1160\u2800\u3164\uffa0]*$/u
