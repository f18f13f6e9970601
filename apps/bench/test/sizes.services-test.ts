import { expect, it } from 'vitest'
import { bundle } from '../sizes/bundle.js'
import { pages } from '../sizes/pages.js'

it('our client is smaller than those of tRPC, oRPC and ts-rest, even with sessions', async () => {
  const sized = await Promise.all(pages.map(async ({ name, code }) => ({ name, ...(await bundle(code)) })))
  const of = (begin: string) => sized.filter(({ name }) => name.startsWith(begin)).map(({ gzipped }) => gzipped)

  const ours = of('Taskpact')
  const theirs = ['tRPC', 'oRPC', 'ts-rest'].flatMap(of)
  expect(ours).toHaveLength(3)
  expect(theirs).toHaveLength(3)
  expect(Math.max(...ours)).toBeLessThan(Math.min(...theirs))
})
