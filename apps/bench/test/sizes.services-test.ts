import { expect, it } from 'vitest'
import { bundle } from '../sizes/bundle.js'
import { pages } from '../sizes/pages.js'

it('loads less of a page than tRPC, oRPC and ts-rest do, with sessions too', async () => {
  const sized = await Promise.all(pages.map(async ({ name, code }) => ({ name, ...(await bundle(code)) })))
  const of = (begin: string) => sized.filter(({ name }) => name.startsWith(begin)).map(({ gzipped }) => gzipped)

  const ours = of('Taskpact')
  const theirs = ['tRPC', 'oRPC', 'ts-rest'].flatMap(of)
  expect(ours).toHaveLength(3)
  expect(theirs).toHaveLength(3)
  expect(Math.max(...ours)).toBeLessThan(Math.min(...theirs))
})
