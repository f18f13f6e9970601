export { decodeInSlices } from './decode-in-slices.js'
export { parseJson, parseLongJson } from './parse-json.js'
export { type RateLimitFields, rateLimitFields } from './rate-limit-fields.js'
export { bodyReader, type ReadBody } from './read-body.js'
export { hasBody, isInUtf8, jsonReader } from './read-json.js'
export type { RequestContext } from './request-context.js'
export { resourceMetadataPath, resourceMetadataUrl } from './resource-metadata.js'
export {
  createSendEvents,
  type EventFormat,
  encodeOnce,
  eventHeaders,
  type SendEvents,
  toFailure,
  toOpening,
} from './send-events.js'
