import type { Task } from '@taskpact/contract'
import { priorities } from '@taskpact/contract/rules'
import type { ReplicaQuery } from '../../../../packages/client/src/replica/query/query-tasks.js'
import { createRandom } from './random.js'

/** Letters, marks and signs that fold, decompose or sort in a special way, each script with its own traps. */
const alphabets: readonly string[][] = [
  [...'abzABZ  '],
  [...'aAäÄáé', 'e\u0301', 'ß', 'ẞ', 'Æ', 'æ', 'Œ', 'ø', 'đ', 'Ł', 'ı', 'İ', 'i', 'ſ', 'ŉ', 'ﬁ', 'ǅ', ' '],
  [...'σςΣΆάᾳᾼῼώΐ', '\u0345', 'ᾅ', 'Ϗ', ' '],
  [...'йЙиёЁґҐщ', 'и\u0306', ' '],
  [
    ...'かがカガｶﾞー々〇一丁龥㐀漢字日本',
    '\u3099',
    '\u{20000}',
    '\u2f06',
    '㊂',
    '㍿',
    '㈱',
    '﨎',
    '豈',
    '한',
    'ㅎ',
    ' ',
  ],
  [...'שלוםאأإمن', '\u05c1', '\u05b8', '\u064e', '\u0640', '\u200d', '\u200f', ' '],
  [...'0129', '00', '٤', '４', '½', '²', '①', '-', '.', ' '],
  [...`%_\\'"’“„”–—…,;:!?#*+/()[]{}<>=@&|~^\`´¨`, ' ', '\n', '\t', '\u00a0', '\u3000'],
  [
    '😀',
    '👩‍👧',
    '🇩🇪',
    '☕',
    '\ufe0f',
    '\u200b',
    '\u00ad',
    '\u2060',
    '\ufeff',
    '\ue000',
    '\u0378',
    '\ufffd',
    '\u0301',
    '\u0323',
    ' ',
  ],
  [...'ＡＢｃ１２', '￥', 'ﷺ', 'Å', 'K', 'ﬀ', 'कि', 'क', 'ที่', 'ท', '\u0e40', 'ལ', ' '],
]

const zones = [
  ...['UTC', 'Etc/UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Apia', 'Asia/Kathmandu', 'America/St_Johns'],
  ...['Africa/Casablanca', 'America/Sao_Paulo', 'Pacific/Kiritimati', 'Asia/Beirut'],
]

/** Days around which clocks change or dates are skipped, and the first and last valid ones. */
const days = [
  '2011-12-30',
  '2018-11-04',
  '2026-03-29',
  '2026-03-08',
  '2026-10-25',
  '2026-02-15',
  '0001-01-01',
  '9999-12-31',
]

const hour = 3_600_000

/** Returns a generator of tasks and queries that depend on the seed only. */
export function randomOf(seed: number, now: Date) {
  const { below, pick, chance: boolean } = createRandom(seed)
  const some = <T>(max: number, create: () => T): T[] => Array.from({ length: below(max + 1) }, create)

  const letters = () => (boolean(0.8) ? pick(alphabets) : alphabets.flat())
  const text = (max: number) => {
    const alphabet = letters()
    return some(max, () => pick(boolean(0.9) ? alphabet : alphabets.flat())).join('')
  }
  const date = () => {
    if (boolean(0.2)) return pick(days)
    return new Date(now.getTime() + (below(19) - 9) * 24 * hour).toISOString().slice(0, 10)
  }
  const timestamp = () => {
    const minutes = pick([0, 0, 15, 30, 45, 60 * below(24)]) + pick([0, 0, 1, -1])
    const time = Date.parse(date()) + below(49) * hour - 24 * hour + minutes * 60_000
    const inRange = Math.min(Math.max(time, Date.parse('0001-01-01T00:00:00Z')), Date.parse('9999-12-31T23:59:59Z'))
    return new Date(inRange).toISOString()
  }
  const due = () =>
    pick<() => Partial<Task>>([() => ({}), () => ({ dueDate: date() }), () => ({ dueAt: timestamp() })])()
  const tag = () => (boolean() ? pick(['home', 'HOME', 'Büro', 'straße', 'STRASSE']) : text(4))

  const newTask = () => ({
    title: text(6),
    description: boolean() ? text(30) : null,
    priority: pick(priorities),
    tags: some(3, tag),
    ...due(),
  })

  const search = (tasks: readonly Task[]) => {
    if (boolean(0.2))
      return pick(['', '  ', ' a ', '%', '_', '\\', 'a b', 'ss', '\u0301', '\u05b8', 'ι', '\u00a0', '¨', '一'])
    if (boolean(0.4)) return text(3)
    const { title, description, tags } = pick(tasks)
    const source = [...pick([title, description ?? title, tags.join(' ')])]
    const start = below(source.length)
    const part = source.slice(start, start + 1 + below(4)).join('')
    const forms = [
      part,
      part.toUpperCase(),
      part.toLowerCase(),
      ...(['NFC', 'NFD', 'NFKC', 'NFKD'] as const).map((form) => part.normalize(form)),
      part.normalize('NFD').replace(/\p{M}/gu, ''),
    ]
    return [pick(forms), ...(boolean(0.2) ? [text(2)] : [])].join(' ')
  }
  const bound = () => (boolean() ? date() : timestamp())
  const isValidSearch = (value: string) =>
    value.trim() === '' || /[^\s\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]/u.test(value.trim())
  const isValidTag = (value: string) =>
    isValidSearch(value) && value.trim() !== '' && !/[\0-\x1f\x7f,]/.test(value.trim())

  const query = (tasks: readonly Task[]): ReplicaQuery => {
    const maybe = <K extends keyof ReplicaQuery>(probability: number, key: K, create: () => ReplicaQuery[K]) =>
      boolean(probability) ? { [key]: create() } : {}
    const words = search(tasks)
    const wanted = some(2, () => pick(pick(tasks).tags.concat(tag()))).filter(isValidTag)
    return {
      ...maybe(0.3, 'status', () => pick(['all', 'pending', 'completed'])),
      ...maybe(0.15, 'priority', () => [pick(priorities), pick(priorities)]),
      ...(boolean(0.2) && wanted.length > 0 && { tags: wanted }),
      ...maybe(0.2, 'due', () => pick(['today', 'tomorrow', 'week', 'overdue', 'none'])),
      ...maybe(0.2, 'dueBefore', bound),
      ...maybe(0.2, 'dueAfter', bound),
      ...maybe(0.15, 'overdue', () => boolean()),
      ...maybe(0.7, 'timeZone', () => pick(zones)),
      ...(boolean(0.3) && isValidSearch(words) && { search: words }),
      ...maybe(0.9, 'sort', () => pick(['created', 'updated', 'due', 'due', 'priority', 'title', 'title'])),
      ...maybe(0.6, 'order', () => pick(['asc', 'desc'])),
    }
  }
  return { boolean, newTask, query }
}
