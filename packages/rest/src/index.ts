export { type ContextOf, createRest, type RestOptions } from './create-rest.js'
export { notFound, type OnInternalError, type ProblemOptions, problemHandler } from './problem.js'
