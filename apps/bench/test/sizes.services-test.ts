import { expect, it } from 'vitest'
import { bundle } from '../sizes/bundle.js'
import { pages } from '../sizes/pages.js'

it('@taskpact/client is smaller than the clients of tRPC, oRPC and ts-rest, even with sessions', async () => {
  const sized = await Promise.all(pages.map(async ({ name, code }) => ({ name, ...(await bundle(code)) })))
  const sizesOf = (begin: string) => sized.filter(({ name }) => name.startsWith(begin)).map(({ gzipped }) => gzipped)

  const taskpact = sizesOf('Taskpact')
  const others = ['tRPC', 'oRPC', 'ts-rest'].flatMap(sizesOf)
  expect(taskpact).toHaveLength(3)
  expect(others).toHaveLength(3)
  expect(Math.max(...taskpact)).toBeLessThan(Math.min(...others))
})
