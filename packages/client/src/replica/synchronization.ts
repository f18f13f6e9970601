/** What a replica loads when it synchronizes for the first time. */
export { keepInSync } from './keep-in-sync.js'
export { createSynchronizer } from './synchronize.js'
