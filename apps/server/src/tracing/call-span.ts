import { ROOT_CONTEXT, type Tracer, trace } from '@opentelemetry/api'
import { type ErrorCode, errors } from '@taskpact/contract'
import { type AnyStep, type CallState, type Next, type OnStep, type Result, ServiceError } from '@taskpact/engine'
import { type ActiveSpan, activeSpan } from './active-span.js'
import { fail } from './failure.js'

export interface CallTracer {
  /** Makes each call within a sampled request a span with the name of the operation. */
  readonly traceCalls: AnyStep
  /** Adds an event to the span of the call: the last one shows which step refused it. */
  readonly onStep: OnStep
}

export function callTracer(tracer: Tracer): CallTracer {
  return {
    traceCalls: (next) => (call) => {
      const request = activeSpan.getStore()
      return request?.span.isRecording() ? traced(tracer, request, next, call) : next(call)
    },
    onStep(step) {
      const active = activeSpan.getStore()
      if (active?.span.isRecording()) active.span.addEvent(step, performance.now() + active.clockOffset)
    },
  }
}

async function traced<Db>(
  tracer: Tracer,
  { request, clockOffset }: ActiveSpan,
  next: Next<Db>,
  call: CallState<Db>,
): Promise<Result> {
  const { operation, transport } = call
  const parent = trace.setSpan(ROOT_CONTEXT, request)
  const span = tracer.startSpan(operation.name, { startTime: performance.now() + clockOffset }, parent)
  let outcome = 'ok'
  try {
    return await activeSpan.run({ span, request, clockOffset }, next, call)
  } catch (error) {
    outcome = ServiceError.from(error).code
    if (errors[outcome as ErrorCode].status >= errors.internal.status) fail(span, outcome)
    throw error
  } finally {
    span.setAttributes({ 'taskpact.transport': transport, 'taskpact.outcome': outcome })
    if (transport === 'trpc') span.setAttributes({ 'rpc.system.name': 'trpc', 'rpc.method': operation.name })
    const userId = call.caller?.userId
    // Other issuers may use e-mail addresses as ids.
    if (userId !== undefined && !userId.includes('@')) {
      span.setAttribute('user.id', userId)
      if (request.isRecording()) request.setAttribute('user.id', userId)
    }
    span.end(performance.now() + clockOffset)
  }
}
