import { type Measured, median } from './compare.js'

const colours = {
  floor: '#8a8f98',
  taskpact: '#1a7f5a',
  tuned: '#5b8def',
  typical: '#d98a3d',
} as const satisfies Record<Measured['kind'], string>
const [width, left, right, row, gap] = [860, 130, 60, 18, 34]

/** Returns an SVG with a bar of CPU time per request for each server, grouped by workload. */
export function toChart(measured: readonly Measured[], workloads: readonly string[]): string {
  const parts: string[] = []
  let y = 30
  for (const workload of workloads) {
    const all = measured.filter((one) => one.workload === workload)
    const max = Math.max(...all.map((one) => median(one.underLoad, 'cpu')))
    parts.push(text(0, y, `${workload}: CPU µs of the server per request`, 'start', 'bold'))
    for (const one of all) {
      y += row
      const cpu = median(one.underLoad, 'cpu')
      const length = (cpu / max) * (width - left - right)
      parts.push(text(left - 8, y, one.server, 'end'))
      parts.push(
        `<rect x="${left}" y="${y - 11}" width="${length.toFixed(1)}" height="13" fill="${colours[one.kind]}"/>`,
      )
      parts.push(text(left + length + 6, y, cpu.toFixed(0), 'start'))
    }
    y += gap
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" font-family="sans-serif" font-size="12" role="img">
<title>CPU of the server per request</title>
<rect width="100%" height="100%" fill="#fff"/>
${parts.join('\n')}
</svg>
`
}

function text(x: number, y: number, label: string, anchor: 'start' | 'end', weight = 'normal'): string {
  const safe = label.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)
  return `<text x="${x.toFixed(1)}" y="${y}" text-anchor="${anchor}" font-weight="${weight}">${safe}</text>`
}
