export { type RestOptions, serveRest } from './serve-rest.js'
