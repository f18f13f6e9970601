import { list } from './inserts-and-locks.js'
import { type Node, only } from './syntax.js'

/** Functions of a `timestamptz` whose result depends on the time zone of the session, so that PostgreSQL calls them stable. */
const stableFunctions = new Set(['date_part', 'date_trunc', 'extract', 'to_char'])

/** Whether an expression applies a stable function to a column, which Citus refuses in a statement that writes. */
export function appliesStableFunction(node: Node): boolean {
  return contains(node, (kind, value) => {
    if (kind === 'FuncCall') return stableFunctions.has(nameOf(value.funcname)) && hasColumn(value.args)
    if (kind !== 'A_Expr' || !/^[+-]$/.test(nameOf(value.name))) return false
    return isInterval(value.rexpr) ? hasColumn(value.lexpr) : isInterval(value.lexpr) && hasColumn(value.rexpr)
  })
}

/** Whether an expression has a column, except as a time in a given zone, which depends on no setting. */
function hasColumn(node: Node): boolean {
  return contains(node, (kind, value) =>
    kind === 'FuncCall' && nameOf(value.funcname) === 'timezone' ? undefined : kind === 'ColumnRef',
  )
}

function isInterval(node: Node): boolean {
  const [kind, value] = only(node)
  return kind === 'TypeCast' && nameOf(value.typeName.names) === 'interval'
}

/** Searches an expression without its subqueries, which only read. `undefined` excludes a node with all that it contains. */
function contains(node: Node, matches: (kind: string, value: Node) => boolean | undefined): boolean {
  if (node === null || typeof node !== 'object') return false
  return Object.entries<Node>(node).some(([kind, value]) => {
    if (kind === 'SubLink') return false
    const found = value !== null && typeof value === 'object' && matches(kind, value)
    return found !== undefined && (found || contains(value, matches))
  })
}

function nameOf(names: unknown): string {
  return list(names).at(-1)?.String?.sval ?? ''
}
