/** A value that a field refuses, with the pointer within the field that the error names. */
export interface Refused {
  readonly refused: true
  readonly part: string
}

export type FieldRow = readonly [field: string, value: unknown, stored: unknown]

export const listOf = (length: number, item: (index: number) => string) =>
  Array.from({ length }, (_, index) => item(index))

/** The stored value of each value of each field, or that it is refused. */
export const rows: readonly FieldRow[] = [
  ...keeps('title', 'a', '%_\\', 'NULL', "'; drop table tasks; --", '__proto__', 'constructor', 'a\u200b', '\u3164a'),
  ...keeps(
    'title',
    '\u202e\u05d0\u05d1',
    '😀'.repeat(200),
    'a\r\nb',
    'a\u2028b\u0085c',
    'a\u0001b',
    '=1+1',
    '\\',
    '""',
  ),
  ['title', ' \t inner \ufeff', 'inner'],
  ['title', 'e\u0301te\u0301', 'été'],
  ['title', `a${'\u0301\u0323'.repeat(15)}`, `a${'\u0301\u0323'.repeat(15)}`.normalize('NFC')],
  // The length of what is stored counts, in NFC.
  ['title', '\u{1d15e}'.repeat(100), '\u{1d15e}'.repeat(100).normalize('NFC')],
  ['title', '\u1112\u1161\u11ab'.repeat(200), '\ud55c'.repeat(200)],
  ...refuses('title', '\u{1d15e}'.repeat(101), '\u09df'.repeat(101), '\u1112\u1161\u11ab'.repeat(201)),
  ...refuses('title', `a${'\u0301\u0323'.repeat(16)}`, '\u200b', '\u2800', '\u3164', '\ufe0f\u200d'),
  ...refuses(
    'title',
    '',
    ' ',
    '\ufeff',
    '\u0000',
    'a\u0000b',
    'a\ud800b',
    '\udc00',
    '😀'.repeat(201),
    null,
    5,
    true,
    [],
    {},
  ),

  ...keeps('description', null, '', 'a\r\n\tb', '😀'.repeat(10_000), '\u202e', '\\', 'null'),
  ['description', ' \n ', ''],
  ['description', ' e\u0301 ', 'é'],
  ['description', '\u1112\u1161\u11ab'.repeat(10_000), '\ud55c'.repeat(10_000)],
  ...refuses('description', '\u09df'.repeat(5001), `a${'\u0334'.repeat(31)}`),
  ...refuses('description', 'a\u0000b', 'a\ud800b', '😀'.repeat(10_001), 0, false, [], {}),

  ...keeps('priority', 'none', 'low', 'medium', 'high'),
  ['priority', null, 'none'],
  ...refuses('priority', 'HIGH', '', ' high', '3', 3, true, '__proto__', 'constructor', 'toString', ['high'], {}),

  ...keeps('dueDate', null, '0001-01-01', '0099-12-31', '2024-02-29', '9999-12-31'),
  ...refuses('dueDate', '', '0000-01-01', '0000-12-31', '10000-01-01', '+010000-01-01', '-0001-01-01', '2023-02-29'),
  ...refuses('dueDate', '2026-02-30', '2026-13-01', '2026-00-10', '2026-2-3', '2026-11-23T00:00:00Z', ' 2026-11-23'),
  ...refuses('dueDate', '2026-11-23\n', 'infinity', '-infinity', 'now', 'today', 'epoch', '0001-01-01 BC', 'J2451187'),
  ...refuses('dueDate', '٢٠٢٦-11-23', '2026-11-23\u0000', 20_261_123, true, [], {}),

  ['dueAt', null, null],
  ['dueAt', '2026-11-23T09:30:00Z', '2026-11-23T09:30:00.000Z'],
  ['dueAt', '2026-11-23T09:30:00.1Z', '2026-11-23T09:30:00.100Z'],
  ['dueAt', '2026-11-23T09:30:00.123+00:00', '2026-11-23T09:30:00.123Z'],
  ['dueAt', '2026-11-23T09:30:00-00:00', '2026-11-23T09:30:00.000Z'],
  ['dueAt', '2026-11-23T09:30:00+02:00', '2026-11-23T07:30:00.000Z'],
  ['dueAt', '2026-11-23t09:30:00.999999z', '2026-11-23T09:30:00.999Z'],
  ['dueAt', '2026-11-23T09:30:00.1234567-05:45', '2026-11-23T15:15:00.123Z'],
  ['dueAt', '2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
  ['dueAt', '0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ['dueAt', '0049-06-01T12:00:00.5Z', '0049-06-01T12:00:00.500Z'],
  ['dueAt', '0099-12-31T23:59:59.999Z', '0099-12-31T23:59:59.999Z'],
  ['dueAt', '0100-01-01T00:00:00Z', '0100-01-01T00:00:00.000Z'],
  ['dueAt', '1883-11-18T12:03:57Z', '1883-11-18T12:03:57.000Z'],
  ['dueAt', '9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ...refuses(
    'dueAt',
    '',
    '2026-11-23',
    '2026-11-23T09:30Z',
    '2026-11-23 09:30:00Z',
    '20261123T093000Z',
    '2026-11-23T09:30:00',
  ),
  ...refuses(
    'dueAt',
    '0000-01-01T00:00:00Z',
    '10000-01-01T00:00:00Z',
    '+010000-01-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
  ),
  ...refuses('dueAt', '2016-12-31T23:59:61Z', '2026-11-23T24:00:00Z', '2026-11-23T09:30:60Z', '2026-11-23T09:30:00'),
  ...refuses('dueAt', '2026-11-23T09:30:00+0100', '2026-11-23T09:30:00+24:00', '9999-12-31T23:59:59-23:59'),
  ...refuses('dueAt', '0001-01-01T00:00:00+00:01', '2026-11-23T09:30:00,123Z', '2026-11-23T09:30:00Z\n'),
  ...refuses('dueAt', 'infinity', '-infinity', 'now', 'epoch', 'tomorrow', 0, 1e15, -1, true, [], {}),

  ...keeps(
    'tags',
    [],
    ['z', 'a', 'm', 'B'],
    listOf(20, String),
    ['😀'.repeat(50)],
    ['한'.repeat(50)],
    ['__proto__', 'constructor'],
  ),
  ...keeps('tags', ['\\', 'a\\', '\\"', '"', "'", '{a;b}', '{', '}', '{}', 'NULL', '\\N', '\\\\', 'a b']),
  ...keeps('tags', ['%', '_', '%_\\'], ['a\u200b'], ['\u202ea'], ['=1', '@a', '-']),
  ['tags', null, []],
  ['tags', [' a ', 'e\u0301'], ['a', 'é']],
  ...refuses(
    'tags',
    listOf(21, String),
    ['a', 'A'],
    ['a', 'a'],
    ['a', ' a'],
    ['ß', 'SS'],
    ['é', 'E\u0301'],
    ['ﬀ', 'FF'],
  ),
  ...refusesPart(
    'tags',
    0,
    [''],
    [' '],
    ['\u200b'],
    ['\u09df'.repeat(26)],
    ['a,b'],
    ['a\nb'],
    ['a\u0000b'],
    ['a\ud800'],
    ['😀'.repeat(51)],
    [1],
    [null],
    [['a']],
  ),
  ...refusesPart('tags', 1, ['a', ''], ['a', ',']),
  ...refuses('tags', 'a', '{a,b}', 'a,b', {}, { 0: 'a', length: 1 }, 0, true),

  ...keeps('completed', true, false),
  ...refuses('completed', 'true', 'false', '0', '1', 'TRUE', '', 0, 1, null, [], {}),
]

function keeps(field: string, ...values: unknown[]): FieldRow[] {
  return values.map((value) => [field, value, value])
}

function refuses(field: string, ...values: unknown[]): FieldRow[] {
  return values.map((value) => [field, value, { refused: true, part: '' } satisfies Refused])
}

function refusesPart(field: string, index: number, ...values: unknown[]): FieldRow[] {
  return values.map((value) => [field, value, { refused: true, part: `/${index}` } satisfies Refused])
}

export function isRefused(stored: unknown): stored is Refused {
  return typeof stored === 'object' && stored !== null && 'refused' in stored
}
