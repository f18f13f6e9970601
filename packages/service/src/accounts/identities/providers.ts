import { ServiceError } from '../../service-error.js'
import type { ProviderOptions } from './open-provider.js'
import type { Provider, ProviderSettings } from './provider.js'

export interface IdentityProviderOptions extends ProviderOptions {
  readonly providers: readonly ProviderSettings[]
}

export interface Providers {
  readonly all: readonly Provider[]
  /** Throws `not_configured` if there is no such provider. */
  get(id: string): Provider
}

/** Opens the identity providers. Loads their client only if there are any. */
export async function openProviders(options: IdentityProviderOptions | undefined): Promise<Providers> {
  const all = options && options.providers.length > 0 ? await open(options) : []
  const byId = new Map(all.map((provider) => [provider.id, provider]))
  return {
    all,
    get(id) {
      const provider = byId.get(id)
      if (!provider) throw new ServiceError('not_configured', `This server has no identity provider \`${id}\`.`)
      return provider
    },
  }
}

async function open({ providers, ...options }: IdentityProviderOptions): Promise<readonly Provider[]> {
  const { openProvider } = await import('./open-provider.js')
  return providers.map((settings) => openProvider(settings, options))
}
