export { createRest, type Rest, type RestOptions } from './create-rest.js'
export type { Head } from './head.js'
export { sendProblem } from './reply.js'
