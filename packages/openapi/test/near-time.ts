import fc from 'fast-check'

/** Valid and nearly valid dates. */
const day = fc.oneof(
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString().split('T', 1).join()),
  fc.constantFrom(
    ...['2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31', '2026-12-31', '2026-11-23'],
    ...['2026-02-29', '1900-02-29', '2026-04-31', '2026-13-01', '2026-00-01', '2026-01-00'],
    ...['0000-01-01', '10000-01-01', '-000001-01-01', '2026-1-1', '20261123', '２０２６-11-23'],
  ),
)

const time = fc.constantFrom(
  ...['T00:00:00Z', 'T23:59:59.999Z', 'T09:30:00.1Z', 'T09:30:00+00:00', 'T09:30:00-00:00'],
  ...['T24:00:00Z', 'T23:59:60Z', 'T09:30:00.1234Z', 'T09:30Z', 'T09:30:00.Z', 'T09:30:00'],
  ...['T09:30:00+01:00', 'T09:30:00z', 't09:30:00Z', ' 09:30:00Z', 'T09:30:00Z\n'],
)

/** Valid and nearly valid ISO 8601 dates and timestamps. */
export const nearTime = fc.oneof(
  day,
  fc.tuple(day, time).map((parts) => parts.join('')),
)

/** Time zones, invalid names, and names that not every runtime supports. */
export const nearTimeZone = fc.constantFrom(
  ...['UTC', 'Europe/Berlin', 'europe/berlin', 'Etc/GMT+5', 'America/Argentina/Buenos_Aires', 'EST5EDT', 'GMT'],
  ...['Europe', 'Europe/Nowhere', 'Europe/Berlin ', '+02:00', 'UTC+2', 'Z', 'a', '', 'Local', 'Etc/Unknown'],
)
