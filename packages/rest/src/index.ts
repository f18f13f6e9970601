export { createRest, type Rest, type RestOptions } from './create-rest.js'
