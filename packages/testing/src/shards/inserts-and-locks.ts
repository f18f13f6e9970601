import { type Node, only, relationsOf } from './syntax.js'

/** Whether a query locks the rows of a relation. */
export function locksOf(query: Node, alias: string): boolean {
  return list(query.lockingClause).some((one) => {
    const relations = list(only(one)[1].lockedRels)
    return relations.length === 0 || relations.some((relation) => only(relation)[1].relname === alias)
  })
}

/** Whether the rows of an insert, if a query selects them, get their key from a table or a query that `isDistributed` accepts. */
export function checkInsertSelect(insert: Node, key: string, isDistributed: (name: string) => boolean): boolean {
  const select = insert.selectStmt && only(insert.selectStmt)[1]
  if (!select || select.valuesLists) return true
  const index = list(insert.cols).findIndex((column) => only(column)[1].name === key)
  const [kind, value] = only(only(list(select.targetList)[index])[1].val)
  if (kind !== 'ColumnRef') return false
  const names: string[] = value.fields.map((field: Node) => field.String?.sval)
  const { relations } = relationsOf(select)
  const source = names.length > 1 ? relations.find(({ alias }) => alias === names.at(-2)) : onlyOne(relations)
  return source !== undefined && (source.subquery !== undefined || isDistributed(source.table))
}

function onlyOne<T>(values: readonly T[]): T | undefined {
  return values.length === 1 ? values[0] : undefined
}

export function list(nodes: unknown): Node[] {
  return Array.isArray(nodes) ? nodes : []
}
