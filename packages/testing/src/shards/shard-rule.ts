import { distributedBy, isOnShardOfUser, undistributed } from '@taskpact/db'
import { loadModule, parseSync } from 'libpg-query'
import { equalities, type Scope, type Terms } from './equalities.js'
import { checkInsertSelect, list, locksOf } from './inserts-and-locks.js'
import { appliesStableFunction } from './stable-functions.js'
import { type Node, only, relationsOf, subqueriesOf, tablesOf } from './syntax.js'

export interface Violation {
  readonly message: string
  /** Whether an exception can permit it. */
  readonly isFinal: boolean
}

/** Returns a function that lists what keeps a statement from running on one shard, without waiting for other users. */
export async function createShardRule(): Promise<(statement: string) => Violation[]> {
  await loadModule()
  return (statement) => {
    const check = createCheck()
    for (const { stmt } of parseSync(statement).stmts ?? []) {
      check.query(stmt as Node, new Map())
      const used = tablesOf(stmt as Node).filter((table) => distributedBy.has(table))
      const apart = used.find((table) => !isOnShardOfUser(table) && used.some((other) => other !== table))
      if (apart) check.violations.push({ message: `${apart} is on another shard`, isFinal: true })
    }
    return check.violations
  }
}

function createCheck() {
  const violations: Violation[] = []
  const refuse = (message: string, isFinal = false) => void violations.push({ message, isFinal })

  /** Returns whether the result of the query is restricted to known users. */
  function checkQuery(node: Node, outerScope: Scope): boolean {
    const [kind, query] = only(node)
    const scope = new Map(outerScope)
    const derived = new Map<string, boolean>()
    for (const { ctename, ctequery } of list(query.withClause?.ctes).map((one) => only(one)[1])) {
      const isKnown = checkQuery(ctequery, scope)
      derived.set(ctename, isKnown)
      scope.set(ctename, isKnown ? 'user_id' : undefined)
    }
    if (kind === 'MergeStmt') refuse('merge is not supported')
    if (!/^(Select|Insert|Update|Delete)Stmt$/.test(kind)) return false
    if (query.op && query.op !== 'SETOP_NONE') {
      const sides = [query.larg, query.rarg].map((side) => checkQuery({ SelectStmt: side }, scope))
      return sides.every(Boolean)
    }
    if (kind === 'InsertStmt') return checkInsert(query, scope)

    const verb = kind.replace('Stmt', '').toLowerCase()
    const { relations, conditions } = relationsOf(query)
    const isDerived = (table: string) => scope.has(table)
    const keyOf = (table: string) => (isDerived(table) ? undefined : distributedBy.get(table)) ?? 'user_id'
    const keys = new Map(relations.map(({ alias, table }) => [alias, keyOf(table)]))
    const terms: Terms = equalities([...conditions, query.whereClause], keys, scope)
    for (const { alias, table, subquery } of relations) {
      if (subquery ? checkQuery(subquery, scope) : scope.get(table)) terms.bind(alias)
    }
    let isBound = relations.length === 0 // only values
    const innerScope = new Map(scope)
    for (const { alias, table, subquery } of relations) {
      const isTable = subquery === undefined && !isDerived(table)
      const isKnown = terms.isBound(alias)
      if (isTable && distributedBy.has(table) && !isKnown) {
        refuse(`${verb} on ${table} names no user`)
        if (locksOf(query, alias)) refuse(`row lock on ${table} of many users`, true)
      }
      if (isTable && undistributed.includes(table) && (verb !== 'select' || locksOf(query, alias)))
        refuse(`${verb === 'select' ? 'row lock' : verb} on ${table}, which is not distributed`, true)
      innerScope.set(alias, isKnown ? keys.get(alias) : undefined)
      isBound ||= isKnown
    }
    if (verb !== 'select') checkFunctions(verb, query)
    for (const subquery of subqueriesOf(query)) checkQuery(subquery, innerScope)
    return isBound
  }

  /** A row must name its user, who must come from a table if it is selected, and a conflict must be detected by user. */
  function checkInsert(query: Node, scope: Scope): boolean {
    const table: string = query.relation.relname
    const key = distributedBy.get(table)
    const named = (nodes: unknown) => list(nodes).some((one) => only(one)[1].name === key)
    const conflict = query.onConflictClause
    if (key !== undefined && !named(query.cols)) refuse(`insert on ${table} names no user`)
    if (key !== undefined && conflict?.infer && !named(conflict.infer.indexElems))
      refuse(`on conflict on ${table} names no user`)
    if (conflict && undistributed.includes(table)) refuse(`on conflict on ${table}, which is not distributed`, true)
    if (conflict) checkFunctions('on conflict', conflict)
    if (query.selectStmt) checkQuery(query.selectStmt, scope)
    if (
      key !== undefined &&
      !checkInsertSelect(query, key, (name) => scope.get(name) !== undefined || distributedBy.has(name))
    )
      refuse(`insert on ${table} does not take its user from a table`, true)
    const innerScope = new Map(scope).set(table, key).set('excluded', key)
    for (const subquery of subqueriesOf({ ...query, selectStmt: undefined })) checkQuery(subquery, innerScope)
    return key !== undefined
  }

  function checkFunctions(verb: string, { targetList, whereClause }: Node): void {
    if (appliesStableFunction([targetList, whereClause]))
      refuse(`${verb} applies a function that depends on the time zone to a column`, true)
  }

  return { violations, query: checkQuery }
}
