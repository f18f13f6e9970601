import { type Node, only } from './syntax.js'

/** The column that names the user, by alias, where the user is known. */
export type Scope = ReadonlyMap<string, string | undefined>

/** The columns of a query that must have the same user, and whether that user is known. */
export interface Terms {
  bind(alias: string): void
  isBound(alias: string): boolean
}

const known = '$'

/** Reads conditions that must all hold. Equalities within `or` or `not` do not count. */
export function equalities(
  conditions: readonly Node[],
  /** The column that names the user, by alias. */
  keys: ReadonlyMap<string, string>,
  outerScope: Scope,
): Terms {
  const parent = new Map<string, string>()
  const find = (term: string): string => {
    const next = parent.get(term)
    return next === undefined ? term : find(next)
  }
  const union = (one: string, other: string) => {
    if (find(one) !== find(other)) parent.set(find(one), find(other))
  }

  function visit(node: Node): void {
    const [kind, value] = only(node)
    if (kind === 'BoolExpr' && value.boolop === 'AND_EXPR') value.args.forEach(visit)
    if (kind === 'using') {
      const [left, right] = [value[0].larg, value[0].rarg].map((side) => nameOf(side))
      if (left && right && keys.get(left) === value[1] && keys.get(right) === value[1]) union(left, right)
    }
    if (kind !== 'A_Expr' || value.name?.[0]?.String?.sval !== '=') return
    if (value.kind !== 'AEXPR_OP') return
    const [left, right] = [termOf(value.lexpr), termOf(value.rexpr)]
    if (left && right) union(left, right)
  }

  /** Returns the alias of a column that names the user, or `known` for a parameter, a constant or a known user of an outer query. */
  function termOf(node: Node): string | undefined {
    const [kind, value] = only(node)
    if (kind === 'TypeCast') return termOf(value.arg)
    if (kind === 'ParamRef' || kind === 'A_Const') return known
    if (kind === 'SubLink') return value.subLinkType === 'EXPR_SUBLINK' ? known : undefined // checked separately
    if (kind !== 'ColumnRef') return undefined
    const names: string[] = value.fields.map((field: Node) => field.String?.sval)
    const column = names.at(-1)
    const alias = names.at(-2) ?? (keys.size === 1 ? [...keys.keys()][0] : undefined)
    if (alias === undefined) return undefined
    if (!keys.has(alias)) return column === outerScope.get(alias) ? known : undefined
    return column === keys.get(alias) ? alias : `${alias}.${column}`
  }

  for (const condition of conditions) visit(condition)
  return { bind: (alias) => union(alias, known), isBound: (alias) => find(alias) === find(known) }
}

function nameOf(node: Node): string | undefined {
  const [, value] = only(node)
  return value.alias?.aliasname ?? value.relname
}
