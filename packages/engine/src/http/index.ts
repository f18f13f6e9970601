export { type RateLimitFields, rateLimitFields } from './rate-limit-fields.js'
export { bodyReader, type ReadBody } from './read-body.js'
export { hasBody, isInUtf8, jsonReader, parseJson } from './read-json.js'
export type { RequestContext } from './request-context.js'
