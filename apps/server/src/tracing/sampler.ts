import type { Sampler } from '@opentelemetry/api'
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace'
import type { Env } from '../config/env.js'

/** Returns the sampler of a name of the specification (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables). */
export function samplerOf({
  OTEL_TRACES_SAMPLER,
  OTEL_TRACES_SAMPLER_ARG,
}: Pick<Env, 'OTEL_TRACES_SAMPLER' | 'OTEL_TRACES_SAMPLER_ARG'>): Sampler {
  const [, isParentBased, root = ''] = /^(parentbased_)?(.*)$/.exec(OTEL_TRACES_SAMPLER) ?? []
  const sampler = roots[root as keyof typeof roots](OTEL_TRACES_SAMPLER_ARG)
  return isParentBased ? new ParentBasedSampler({ root: sampler }) : sampler
}

const roots = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (ratio: number) => new TraceIdRatioBasedSampler(ratio),
}
