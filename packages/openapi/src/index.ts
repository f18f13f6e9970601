export { createDocument, type DocumentOptions } from './create-document.js'
export { toJson, toYaml } from './serialize.js'
export { taskpact } from './taskpact.js'
