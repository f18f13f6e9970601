import { ROOT_CONTEXT, SpanKind, type Tracer, trace } from '@opentelemetry/api'
import { type EndedStatement, statementName } from '@taskpact/db'
import { activeSpan } from './active-span.js'
import { fail } from './failure.js'

/**
 * Returns a function that makes each statement of a sampled request a client span
 * (https://opentelemetry.io/docs/specs/semconv/database/database-spans), with its name instead of its text and parameters.
 */
export function statementTracer(tracer: Tracer): (statement: EndedStatement) => void {
  return ({ text, ms, failed, error }) => {
    const active = activeSpan.getStore()
    if (!active?.span.isRecording()) return
    const name = statementName(text)
    const ended = performance.now() + active.clockOffset
    const options = { kind: SpanKind.CLIENT, startTime: ended - ms }
    const span = tracer.startSpan(name, options, trace.setSpan(ROOT_CONTEXT, active.span))
    span.setAttributes({ 'db.system.name': 'postgresql', 'db.query.summary': name })
    if (failed) {
      const code = String((error as { readonly code?: unknown } | undefined)?.code ?? 'unknown')
      span.setAttribute('db.response.status_code', code)
      if (!isViolation(code)) fail(span, code)
    }
    span.end(ended)
  }
}

/** Whether a constraint refused a change (SQLSTATE class 23), which is how the service finds duplicates. */
function isViolation(code: string): boolean {
  return code.startsWith('23')
}
