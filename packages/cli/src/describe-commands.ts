/** What the program says about itself: loaded only when asked, so that other commands load less. */
export { complete } from './complete.js'
export { completionScript } from './completion-script.js'
export { helpOf } from './help.js'
