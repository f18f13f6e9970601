import { percentile } from '../percentile.js'
import { type Explained, scansOf } from './explain.js'
import type { Finding } from './findings.js'
import type { Measured } from './measure.js'

export interface Reported extends Measured {
  readonly plans: readonly Explained[]
  /** The ratio of its median to that of the first case of its group. */
  readonly ratio: number
  readonly findings: readonly Finding[]
}

/** Returns the results as a Markdown table. */
export function toTable(all: readonly Reported[]): string {
  const head = ['call', 'calls', 'p50 ms', 'p95 ms', 'ratio', 'statements', 'plan', 'reads by', 'findings']
  const rows = all.map(({ subject, times, ratio, statements, plans, findings }) => [
    subject.name,
    String(times.length),
    percentile(times, 0.5).toFixed(1),
    percentile(times, 0.95).toFixed(1),
    ratio === 1 ? '' : ratio.toFixed(2),
    String(statements.length),
    plans.some(({ isGeneric }) => isGeneric) ? 'generic' : '',
    [...new Set(plans.flatMap(scansOf))].join(', '),
    findings.map(({ message, isBroken }) => (isBroken ? `**${message}**` : message)).join('; '),
  ])
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

/** Returns statements and plans of a case as Markdown. */
export function toPlans({ subject, statements, plans }: Reported): string {
  const texts = plans.map(({ text }, n) => `${statements[n]?.text}\n\n${text}`)
  return `## ${subject.name}\n\n\`\`\`\n${texts.join('\n\n')}\n\`\`\``
}
