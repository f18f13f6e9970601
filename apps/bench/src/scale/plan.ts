/** A step of a plan, as PostgreSQL tells of it in JSON. */
export interface Step {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  /** Absent where it was planned only. */
  readonly 'Actual Rows'?: number
  readonly 'Actual Loops'?: number
  readonly Plans?: readonly Step[]
}

export interface Explained {
  readonly steps: readonly Step[]
  readonly text: string
  /** Whether it is the plan that PostgreSQL keeps for whatever parameters. */
  readonly isGeneric: boolean
}

/** What is read of tables, by which index. */
export function scansOf({ steps }: Explained): string[] {
  const scans = steps.flatMap((step) => {
    if (step['Index Name']) return [step['Index Name']]
    return step['Node Type'] === 'Seq Scan' ? [`all of ${step['Relation Name']}`] : []
  })
  return [...new Set(scans)]
}

/** How many rows the greatest sort is given. */
export function sortedRows({ steps }: Explained): number {
  const sorts = steps.filter((step) => step['Node Type'].endsWith('Sort'))
  const given = sorts.flatMap(({ Plans = [] }) =>
    Plans.map((step) => (step['Actual Rows'] ?? 0) * (step['Actual Loops'] ?? 0)),
  )
  return Math.max(0, ...given)
}

export function readsAllTasks({ steps }: Explained): boolean {
  return steps.some((step) => step['Node Type'] === 'Seq Scan' && step['Relation Name'] === 'tasks')
}
