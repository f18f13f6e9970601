import fc from 'fast-check'
import type { OpenAPIV3_1 } from 'openapi-types'
import type { Schema } from '../src/schemas.js'
import { alternativesOf, fitting, itemsOf, type Resolve } from './fitting.js'
import { nearList } from './near-list.js'
import { anyText, around, nearText } from './near-text.js'

/** Generates JSON values that are valid, nearly valid or unrelated to a schema. */
export function nearValid(schema: Schema, resolve: Resolve): fc.Arbitrary<unknown> {
  const described = resolve(schema)
  const near = [
    ...alternativesOf(described).map((alternative) => nearValid(alternative, resolve)),
    ...[described.type ?? []].flat().map((type) => ofType(type, described, resolve)),
  ]
  return fc.oneof(
    { weight: 12, arbitrary: fc.oneof(...(near.length > 0 ? near : [anyJson])) },
    { weight: 3, arbitrary: fc.constantFrom(...fitting(described, resolve), 'me') },
    { weight: 1, arbitrary: anyJson },
  )
}

/** `__proto__` is an ordinary key in JSON. */
const anyKey = fc.oneof(anyText, fc.constantFrom('__proto__', 'constructor', 'toString', 'id', ' title'))
const anyJson = fc.oneof(fc.jsonValue({ stringUnit: 'binary' }), fc.constantFrom(null, true, false, 0, '', {}, []))

function ofType(type: string, described: OpenAPIV3_1.SchemaObject, resolve: Resolve): fc.Arbitrary<unknown> {
  if (type === 'object') return objectLike(described, resolve)
  if (type === 'string') return nearText(described)
  if (type === 'array') return nearList(described, nearValid(itemsOf(described), resolve))
  if (type === 'integer' || type === 'number') return number([described.minimum, described.maximum])
  return type === 'boolean' ? fc.boolean() : fc.constant(null)
}

/** Mostly valid objects, because the fields are tested separately; sometimes with a missing or an extra key. */
function objectLike({ properties = {}, required = [] }: OpenAPIV3_1.SchemaObject, resolve: Resolve) {
  const fields = Object.entries(properties).map(([key, value]) => [key, mostlyFitting(value, resolve)] as const)
  const whole = fc.record(Object.fromEntries(fields), { requiredKeys: required })
  const dropped = fc.option(fc.constantFrom(...required, ''), { freq: 4 })
  const extra = fc.option(fc.tuple(anyKey, anyJson), { freq: 6 })
  return fc.tuple(whole, dropped, extra).map(([object, missing, more]): unknown => {
    const stored = Object.entries(object).filter(([key]) => key !== missing)
    return Object.fromEntries([...stored, ...(more ? [more] : [])])
  })
}

function mostlyFitting(schema: Schema, resolve: Resolve): fc.Arbitrary<unknown> {
  const values = fitting(schema, resolve)
  const near = nearValid(schema, resolve)
  if (values.length === 0) return near
  return fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: near })
}

function number(bounds: readonly (number | undefined)[]): fc.Arbitrary<number> {
  const near = around([...bounds, 0])
  return fc.oneof(fc.constantFrom(...near, ...near.map((bound) => bound + 0.5)), fc.integer(), fc.double(finite))
}

const finite = { noNaN: true, noDefaultInfinity: true }
