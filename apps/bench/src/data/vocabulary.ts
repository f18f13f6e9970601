/** Words in a known share of the measured user's tasks. Tasks of other users contain only those marked as such. */
export const marks = {
  /** In three tasks of ten, of every user. */
  common: 'review',
  /** In three tasks of ten, independently of the first. */
  alsoCommon: 'budget',
  /** In one task of a hundred, of every user. */
  occasional: 'quarterly',
  /** In the oldest 2 % of the tasks, which come last in lists. */
  bygone: 'kickoff',
  rare: 'zephyr',
  /** Shorter than a trigram. */
  short: 'qx',
  wild: '100%_sure',
  absent: 'xylograph',
} as const

export const tags = { common: 'work', rare: 'passport' } as const

/** About two thousand words, the most frequent first. */
export const words: readonly string[] = [...everyday(), ...generated(2_000)]

function everyday(): string[] {
  const text = `call the and for with send to email buy fix write plan order new update about check book prepare from meeting
    report invoice team client doctor school car house garden milk bread coffee flight hotel ticket passenger printer server
    backup release design contract tax insurance bank payment birthday present party dinner lunch train bike repair paint
    clean kitchen window door light battery phone laptop screen keyboard photo video music library read chapter article
    course lesson homework exam project draft final notes slides agenda minutes survey answer question customer support
    ticket bug feature test deploy merge branch rename remove add improve document translate publish newsletter`
  return [...new Set(text.split(/\s+/))]
}

/** Words built from syllables, so that trigrams recur as in a natural language. */
function generated(count: number): string[] {
  const first = ['ba', 'co', 'de', 'fa', 'gro', 'ha', 'in', 'lo', 'ma', 'ne', 'or', 'pre', 're', 'sta', 'tra', 'un']
  const second = ['ber', 'cal', 'den', 'fol', 'gan', 'lin', 'mon', 'ner', 'pos', 'rit', 'sel', 'tor', 'ven', 'wal']
  const third = ['a', 'ed', 'er', 'est', 'ing', 'ion', 'le', 'ly', 'ment', 's']
  const all = first.flatMap((a) => second.flatMap((b) => third.map((c) => a + b + c)))
  return Array.from({ length: count }, (_, n) => all[(n * 7919) % all.length] as string)
}
