import { defineConfig } from 'vitest/config'

/** One run for the whole workspace; packages resolve to their sources, so nothing needs building first. */
export default defineConfig({
  resolve: { conditions: ['@taskpact/source'] },
  ssr: { resolve: { conditions: ['@taskpact/source'] } },
  test: {
    include: ['packages/*/{src,test}/**/*.test.ts', 'apps/*/{src,test}/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
