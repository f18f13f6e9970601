import * as schema from '@taskpact/db'
import { getTableColumns, getTableName, is, Table } from 'drizzle-orm'
import { loadModule, parseSync } from 'libpg-query'
import { equalities, type Terms } from './equalities.js'
import { type Node, only, relationsOf, subqueriesOf } from './syntax.js'

/** The tables that are distributed by user, according to the schema. */
export const sharded: readonly string[] = Object.values<unknown>(schema)
  .filter((value): value is Table => is(value, Table))
  .filter((table) => Object.values(getTableColumns(table)).some(({ name }) => name === 'user_id'))
  .map((table) => getTableName(table))

/** What a query sees of those around it: whether the user of each name is known. */
type Scope = ReadonlyMap<string, boolean>

/** What is wrong with a statement: each access to a table of users that is not held to known ones. */
export async function createShardRule(): Promise<(statement: string) => string[]> {
  await loadModule()
  return (statement) => {
    const wrong: string[] = []
    for (const { stmt } of parseSync(statement).stmts ?? []) judge(stmt as Node, new Map(), wrong)
    return wrong
  }
}

/** Whether what the query answers is held to known users. */
function judge(node: Node, around: Scope, wrong: string[]): boolean {
  const [kind, query] = only(node)
  const scope = new Map(around)
  for (const { ctename, ctequery } of list(query.withClause?.ctes).map((one) => only(one)[1])) {
    scope.set(ctename, judge(ctequery, scope, wrong))
  }
  if (kind === 'MergeStmt') wrong.push('merge is not judged')
  if (!/^(Select|Insert|Update|Delete)Stmt$/.test(kind)) return false
  if (query.op && query.op !== 'SETOP_NONE') {
    const sides = [query.larg, query.rarg].map((side) => judge({ SelectStmt: side }, scope, wrong))
    return sides.every(Boolean)
  }
  if (kind === 'InsertStmt') return judgeInsert(query, scope, wrong)

  const { relations, conditions } = relationsOf(query)
  const terms: Terms = equalities(
    [...conditions, query.whereClause],
    relations.map(({ alias }) => alias),
    scope,
  )
  let isBound = relations.length === 0 // values alone
  const within = new Map(scope)
  for (const { alias, table, subquery } of relations) {
    const isDerived = subquery !== undefined || scope.has(table)
    if (isDerived && (subquery ? judge(subquery, scope, wrong) : scope.get(table))) terms.bind(alias)
  }
  for (const { alias, table, subquery } of relations) {
    const isTable = subquery === undefined && !scope.has(table) && sharded.includes(table)
    const isKnown = terms.isBound(alias)
    if (isTable && !isKnown) wrong.push(`${kind.replace('Stmt', '').toLowerCase()} on ${table} names no user`)
    within.set(alias, isKnown)
    isBound ||= isKnown
  }
  for (const subquery of subqueriesOf(query)) judge(subquery, within, wrong)
  return isBound
}

/** A row names its user; one that may be there already is looked for by user. */
function judgeInsert(query: Node, scope: Scope, wrong: string[]): boolean {
  const table: string = query.relation.relname
  const named = (nodes: unknown) => list(nodes).some((one) => only(one)[1].name === 'user_id')
  const isSharded = sharded.includes(table)
  if (isSharded && !named(query.cols)) wrong.push(`insert on ${table} names no user`)
  const conflict = query.onConflictClause
  if (isSharded && conflict?.infer && !named(conflict.infer.indexElems)) {
    wrong.push(`on conflict on ${table} names no user`)
  }
  if (query.selectStmt) judge(query.selectStmt, scope, wrong)
  const within = new Map(scope).set(table, true).set('excluded', true)
  for (const subquery of subqueriesOf({ ...query, selectStmt: undefined })) judge(subquery, within, wrong)
  return isSharded
}

function list(nodes: unknown): Node[] {
  return Array.isArray(nodes) ? nodes : []
}
