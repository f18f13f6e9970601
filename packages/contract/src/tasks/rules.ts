/** Rules and limits of tasks without schemas, for clients that run list queries locally or send batches. */
export { foldCase } from '../core/fold-case.js'
export { maxBatchChanges, maxPageChanges } from './limits.js'
export { priorities } from './priorities.js'
export { foldedWords, isAscii } from './search-fold.js'
export { type Searched, type SearchWords, searchTextOf, searchWords, textKeyOf } from './search-keys.js'
