import * as schema from '@taskpact/db'
import { getTableColumns, getTableName, is, Table } from 'drizzle-orm'
import { loadModule, parseSync } from 'libpg-query'
import { equalities, type Terms } from './equalities.js'
import { type Node, only, relationsOf, subqueriesOf } from './syntax.js'

/** The tables with a `user_id` column. */
export const sharded: readonly string[] = Object.values<unknown>(schema)
  .filter((value): value is Table => is(value, Table))
  .filter((table) => Object.values(getTableColumns(table)).some(({ name }) => name === 'user_id'))
  .map((table) => getTableName(table))

/** Whether the user of each alias of the outer queries is known. */
type Scope = ReadonlyMap<string, boolean>

/** Returns a function that lists each access to a table of users that is not restricted to a known user. */
export async function createShardRule(): Promise<(statement: string) => string[]> {
  await loadModule()
  return (statement) => {
    const violations: string[] = []
    for (const { stmt } of parseSync(statement).stmts ?? []) checkQuery(stmt as Node, new Map(), violations)
    return violations
  }
}

/** Returns whether the result of the query is restricted to known users. */
function checkQuery(node: Node, outerScope: Scope, violations: string[]): boolean {
  const [kind, query] = only(node)
  const scope = new Map(outerScope)
  for (const { ctename, ctequery } of list(query.withClause?.ctes).map((one) => only(one)[1])) {
    scope.set(ctename, checkQuery(ctequery, scope, violations))
  }
  if (kind === 'MergeStmt') violations.push('merge is not supported')
  if (!/^(Select|Insert|Update|Delete)Stmt$/.test(kind)) return false
  if (query.op && query.op !== 'SETOP_NONE') {
    const sides = [query.larg, query.rarg].map((side) => checkQuery({ SelectStmt: side }, scope, violations))
    return sides.every(Boolean)
  }
  if (kind === 'InsertStmt') return checkInsert(query, scope, violations)

  const { relations, conditions } = relationsOf(query)
  const terms: Terms = equalities(
    [...conditions, query.whereClause],
    relations.map(({ alias }) => alias),
    scope,
  )
  let isBound = relations.length === 0 // only values
  const innerScope = new Map(scope)
  for (const { alias, table, subquery } of relations) {
    const isDerived = subquery !== undefined || scope.has(table)
    if (isDerived && (subquery ? checkQuery(subquery, scope, violations) : scope.get(table))) terms.bind(alias)
  }
  for (const { alias, table, subquery } of relations) {
    const isTable = subquery === undefined && !scope.has(table) && sharded.includes(table)
    const isKnown = terms.isBound(alias)
    if (isTable && !isKnown) violations.push(`${kind.replace('Stmt', '').toLowerCase()} on ${table} names no user`)
    innerScope.set(alias, isKnown)
    isBound ||= isKnown
  }
  for (const subquery of subqueriesOf(query)) checkQuery(subquery, innerScope, violations)
  return isBound
}

/** A row must name its user, and a conflict must be detected by user. */
function checkInsert(query: Node, scope: Scope, violations: string[]): boolean {
  const table: string = query.relation.relname
  const named = (nodes: unknown) => list(nodes).some((one) => only(one)[1].name === 'user_id')
  const isSharded = sharded.includes(table)
  if (isSharded && !named(query.cols)) violations.push(`insert on ${table} names no user`)
  const conflict = query.onConflictClause
  if (isSharded && conflict?.infer && !named(conflict.infer.indexElems)) {
    violations.push(`on conflict on ${table} names no user`)
  }
  if (query.selectStmt) checkQuery(query.selectStmt, scope, violations)
  const innerScope = new Map(scope).set(table, true).set('excluded', true)
  for (const subquery of subqueriesOf({ ...query, selectStmt: undefined })) checkQuery(subquery, innerScope, violations)
  return isSharded
}

function list(nodes: unknown): Node[] {
  return Array.isArray(nodes) ? nodes : []
}
