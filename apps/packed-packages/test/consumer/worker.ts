import { runSuite } from './suite.js'

// biome-ignore lint/style/noDefaultExport: Workers have their handlers in the default export
export default {
  fetch: async () => Response.json(await runSuite()),
}
