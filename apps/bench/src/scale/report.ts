import { percentile } from '../percentile.js'
import type { Finding } from './findings.js'
import type { Measured } from './measure.js'
import { type Explained, scansOf } from './plan.js'

export interface Reported extends Measured {
  readonly plans: readonly Explained[]
  /** How many times as long as the first case of its group it took; 1 for that one. */
  readonly ratio: number
  readonly findings: readonly Finding[]
}

/** One Markdown table. */
export function toTable(all: readonly Reported[]): string {
  const head = ['call', 'calls', 'p50 ms', 'p95 ms', 'ratio', 'statements', 'plan', 'reads by', 'findings']
  const rows = all.map(({ of, times, ratio, statements, plans, findings }) => [
    of.name,
    String(times.length),
    percentile(times, 0.5).toFixed(1),
    percentile(times, 0.95).toFixed(1),
    ratio === 1 ? '' : ratio.toFixed(2),
    String(statements.length),
    plans.some(({ isGeneric }) => isGeneric) ? 'kept' : '',
    [...new Set(plans.flatMap(scansOf))].join(', '),
    findings.map(({ words, isBroken }) => (isBroken ? `**${words}**` : words)).join('; '),
  ])
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

/** The plans of a call, to read. */
export function toPlans({ of, statements, plans }: Reported): string {
  const texts = plans.map(({ text }, n) => `${statements[n]?.text}\n\n${text}`)
  return `## ${of.name}\n\n\`\`\`\n${texts.join('\n\n')}\n\`\`\``
}
