import { runSuite } from './suite.js'

declare const Deno: { exit(): never }

console.log(JSON.stringify(await runSuite()))
// A session in a shared store has a BroadcastChannel; the one of Deno has no `unref` and keeps the program running.
if ('Deno' in globalThis) Deno.exit()
