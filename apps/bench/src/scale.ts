import { loadavg } from 'node:os'
import { openDatabase } from '@taskpact/db'
import { createTestDatabase } from '@taskpact/db/testing'
import postgres from 'postgres'
import { bigUser, fill } from './data/fill.js'
import { percentile } from './percentile.js'
import { casesOf, type Group } from './scale/cases.js'
import { explain } from './scale/explain.js'
import { findingsOf } from './scale/findings.js'
import { type OpenService, openService } from './scale/in-process-service.js'
import { measure } from './scale/measure.js'
import { type Options, readOptions } from './scale/options.js'
import { type Reported, toPlans, toTable } from './scale/report.js'

/** Milliseconds. */
const timeout = 290_000

const options = readOptions(process.argv.slice(2))
process.env.TEST_DATABASE_URL ||= 'postgres://postgres@127.0.0.1:5432/postgres'
const database = await createTestDatabase()
const all: Reported[] = []
const tooLong = setTimeout(() => void stopLate(), timeout)
try {
  await filled(database.url, options)
  await measureAll(database.url)
  if (all.some(({ findings }) => findings.some(({ isBroken }) => isBroken))) process.exitCode = 1
} finally {
  clearTimeout(tooLong)
  print()
  if (options.keep) console.log(`Kept: ${database.url}`)
  else await database.drop()
}

async function stopLate(): Promise<void> {
  print()
  console.error(`Stopped after ${timeout / 1000} s: the table above is incomplete.`)
  if (!options.keep) await database.drop().catch(() => {})
  process.exit(1)
}

async function filled(url: string, size: Options): Promise<void> {
  const schema = await openDatabase(url, { poolMax: 1 })
  try {
    await schema.migrate()
  } finally {
    await schema.close()
  }
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    const startedAt = Date.now()
    await fill(sql, size)
    const [{ text } = { text: '' }] = await sql<{ text: string }[]>`
      select string_agg(relname || ' ' || pg_size_pretty(pg_relation_size(oid)), ', ' order by pg_relation_size(oid) desc) as text
      from pg_class where relname like 'tasks%'`
    console.log(`Filled in ${Math.round((Date.now() - startedAt) / 1000)} s: ${text}.\n`)
  } finally {
    await sql.end()
  }
}

async function measureAll(url: string): Promise<void> {
  const service = await openService(url, bigUser)
  try {
    for (const group of await casesOf(service)) all.push(...(await reported(service, group)))
  } finally {
    await service.close()
  }
}

async function reported(service: OpenService, group: Group): Promise<Reported[]> {
  const times = await measure(service, group)
  const first = percentile(times[0]?.times ?? [], 0.5)
  const found = []
  for (const one of times) {
    const ratio = percentile(one.times, 0.5) / first
    const distinct = [...new Map(one.statements.map((statement) => [statement.text, statement])).values()]
    const plans = []
    for (const statement of distinct) plans.push(await explain(service.db, statement))
    found.push({ ...one, plans, ratio, findings: findingsOf(one, plans, ratio) })
  }
  return found
}

function print(): void {
  console.log(`${toTable(all)}\n`)
  console.log(
    `Load average (1, 5, 15 min): ${loadavg()
      .map((load) => load.toFixed(1))
      .join(', ')}.\n`,
  )
  for (const one of all) if (options.explain || one.findings.length > 0) console.log(`${toPlans(one)}\n`)
}
