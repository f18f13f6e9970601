import { errors } from '@taskpact/contract'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { sendErrorPage } from './pages/error.js'

/** Shows errors that occur after the library has handled a request, such as a sign-in that has ended meanwhile. */
export async function showErrors(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  try {
    await next()
  } catch (thrown) {
    const error = thrown as Error & { readonly statusCode?: number }
    const { statusCode: status = errors.internal.status } = error
    if (status >= errors.internal.status) ctx.app.emit('error', error, ctx)
    ctx.remove('Location') // with a code, if the request was almost complete
    ctx.remove('Set-Cookie')
    ctx.status = status
    sendErrorPage(ctx, error)
  }
}
