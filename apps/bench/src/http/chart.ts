import { type Measured, median } from './contest.js'

const colours = { floor: '#8a8f98', ours: '#1a7f5a', tuned: '#5b8def', typical: '#d98a3d' } as const satisfies Record<
  Measured['kind'],
  string
>
const [width, left, right, row, gap] = [860, 130, 60, 18, 34]

/** Bars of the processor time for each request, a group for each work, as SVG. */
export function toChart(measured: readonly Measured[], works: readonly string[]): string {
  const parts: string[] = []
  let y = 30
  for (const work of works) {
    const all = measured.filter((one) => one.work === work)
    const most = Math.max(...all.map((one) => median(one.capacity, 'cpu')))
    parts.push(text(0, y, `${work}: CPU µs of the server for each request`, 'start', 'bold'))
    for (const one of all) {
      y += row
      const cpu = median(one.capacity, 'cpu')
      const length = (cpu / most) * (width - left - right)
      parts.push(text(left - 8, y, one.contestant, 'end'))
      parts.push(
        `<rect x="${left}" y="${y - 11}" width="${length.toFixed(1)}" height="13" fill="${colours[one.kind]}"/>`,
      )
      parts.push(text(left + length + 6, y, cpu.toFixed(0), 'start'))
    }
    y += gap
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" font-family="sans-serif" font-size="12" role="img">
<title>CPU of the server for each request</title>
<rect width="100%" height="100%" fill="#fff"/>
${parts.join('\n')}
</svg>
`
}

function text(x: number, y: number, words: string, anchor: 'start' | 'end', weight = 'normal'): string {
  const safe = words.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)
  return `<text x="${x.toFixed(1)}" y="${y}" text-anchor="${anchor}" font-weight="${weight}">${safe}</text>`
}
