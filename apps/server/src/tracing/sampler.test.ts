import { randomBytes } from 'node:crypto'
import { ROOT_CONTEXT, SamplingDecision, SpanKind, trace } from '@opentelemetry/api'
import { describe, expect, it } from 'vitest'
import { readEnv } from '../config/env.js'
import { samplerOf } from './sampler.js'

const ids = Array.from({ length: 2000 }, () => randomBytes(16).toString('hex'))

/** Returns how many of 2000 requests are sampled, whose `traceparent` has the flag, or that have none. */
function sampled(settings: Readonly<Record<string, string>>, flag?: 0 | 1): number {
  const sampler = samplerOf(readEnv(settings))
  return ids.filter((traceId) => {
    const parent = { traceId, spanId: '00f067aa0ba902b7', isRemote: true, traceFlags: flag ?? 0 }
    const context = flag === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent)
    const { decision } = sampler.shouldSample(context, traceId, 'GET', SpanKind.SERVER, {}, [])
    return decision === SamplingDecision.RECORD_AND_SAMPLED
  }).length
}

describe('samplerOf', () => {
  it.each([
    ['always_on', 2000, 2000, 2000],
    ['always_off', 0, 0, 0],
    ['parentbased_always_on', 2000, 0, 2000],
    ['parentbased_always_off', 0, 0, 2000],
  ])('%s samples all or none, by the parent if it says so', (OTEL_TRACES_SAMPLER, root, unsampled, ofSampled) => {
    const settings = { OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG: '0.5' }

    expect([sampled(settings), sampled(settings, 0), sampled(settings, 1)]).toEqual([root, unsampled, ofSampled])
  })

  it('parentbased_traceidratio samples its share of new traces, and follows the parent of others', () => {
    const settings = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' }

    // Within five standard deviations, which one run in a million exceeds.
    expect(sampled(settings)).toBeGreaterThan(130)
    expect(sampled(settings)).toBeLessThan(270)
    expect([sampled(settings, 0), sampled(settings, 1)]).toEqual([0, 2000])
  })

  it('is parentbased_always_on by default', () => {
    expect([sampled({}), sampled({}, 0), sampled({}, 1)]).toEqual([2000, 0, 2000])
  })
})
