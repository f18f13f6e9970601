/** A node of PostgreSQL's parse tree: an object whose only key is its kind. */
// biome-ignore lint/suspicious/noExplicitAny: the tree is traversed by property names
export type Node = any

export interface Relation {
  readonly alias: string
  readonly table: string
  readonly subquery: Node | undefined
}

export function only(node: Node): [kind: string, value: Node] {
  return Object.entries(node ?? {})[0] ?? ['', {}]
}

/** Returns the tables and subqueries that a query uses, and its join conditions. */
export function relationsOf(query: Node): { relations: Relation[]; conditions: Node[] } {
  const relations: Relation[] = []
  const conditions: Node[] = []
  const visit = (node: Node): void => {
    const [kind, value] = only(node)
    if (kind === 'JoinExpr') {
      visit(value.larg)
      visit(value.rarg)
      if (value.quals) conditions.push(value.quals)
      for (const column of value.usingClause ?? []) conditions.push({ using: [value, only(column)[1].sval] })
    } else if (kind === 'RangeVar') {
      relations.push({ alias: value.alias?.aliasname ?? value.relname, table: value.relname, subquery: undefined })
    } else if (kind === 'RangeSubselect') {
      relations.push({ alias: value.alias?.aliasname ?? '', table: '', subquery: value.subquery })
    }
  }
  if (query.relation) visit({ RangeVar: query.relation })
  for (const node of [...(query.fromClause ?? []), ...(query.usingClause ?? [])]) visit(node)
  return { relations, conditions }
}

/** Returns the subqueries in expressions, except those in `from`. */
export function subqueriesOf(query: Node): Node[] {
  const found: Node[] = []
  const walk = (node: Node): void => {
    if (node === null || typeof node !== 'object') return
    for (const [kind, value] of Object.entries<Node>(node)) {
      if (kind === 'SubLink') {
        found.push(value.subselect)
        walk(value.testexpr)
      } else if (kind !== 'RangeSubselect' && kind !== 'withClause') walk(value)
    }
  }
  walk(query)
  return found
}

/** Returns the names of all tables and common table expressions that a statement uses, at any depth. */
export function tablesOf(node: Node): string[] {
  if (node === null || typeof node !== 'object') return []
  return Object.entries<Node>(node).flatMap(([kind, value]) =>
    (kind === 'RangeVar' || kind === 'relation') && typeof value?.relname === 'string'
      ? [value.relname]
      : tablesOf(value),
  )
}
