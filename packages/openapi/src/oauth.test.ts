import { contract, operations, scopes } from '@taskpact/contract'
import { describe, expect, it } from 'vitest'
import { all, document } from '../test/documented.js'
import { documentOf } from '../test/small-contract.js'
import { restChanges } from './compare/rest-changes.js'
import { createDocument, taskpact, taskpactForApps, toJson, toMarkdown, toVersion32 } from './index.js'

const endpoints = {
  authorizationUrl: 'https://id.example/authorize',
  tokenUrl: 'https://id.example/token',
  deviceAuthorizationUrl: 'https://id.example/device',
  metadataUrl: 'https://id.example/.well-known/oauth-authorization-server',
}
const described = Object.fromEntries(Object.entries(scopes).map(([name, { description }]) => [name, description]))
const flow = { tokenUrl: endpoints.tokenUrl, refreshUrl: endpoints.tokenUrl, scopes: described }
const options = taskpactForApps({ ...endpoints, isExternal: true })
const withOAuth = createDocument(all, { ...options, version: '1.0.0' })

describe('OAuth in the document', () => {
  it('is a security scheme with the endpoints, and the scopes as the contract describes them', () => {
    expect(withOAuth.components?.securitySchemes?.oauth).toMatchObject({
      type: 'oauth2',
      flows: { authorizationCode: { authorizationUrl: endpoints.authorizationUrl, ...flow } },
    })
  })

  it('has relative endpoints in the committed document, which describes any server', () => {
    expect(document.components?.securitySchemes?.oauth).toMatchObject({
      flows: { authorizationCode: { authorizationUrl: '/oauth/authorize', tokenUrl: '/oauth/token' } },
    })
  })

  it('has the metadata and the flow of devices in version 3.2 only, which has fields for them', () => {
    const { components } = toVersion32(withOAuth, all, options.oauth)

    expect(Object.keys(flowsOf(withOAuth.components))).toEqual(['authorizationCode'])
    expect(components?.securitySchemes?.oauth).toMatchObject({
      oauth2MetadataUrl: endpoints.metadataUrl,
      flows: {
        authorizationCode: { authorizationUrl: endpoints.authorizationUrl, ...flow },
        deviceAuthorization: { deviceAuthorizationUrl: endpoints.deviceAuthorizationUrl, ...flow },
      },
    })
  })

  it('leaves out of version 3.2 what the authorization server does not have', () => {
    const { authorizationUrl, tokenUrl } = endpoints
    const { oauth } = taskpactForApps({ authorizationUrl, tokenUrl, isExternal: true })
    const { components } = toVersion32(withOAuth, all, oauth)

    expect(components?.securitySchemes?.oauth).not.toHaveProperty('oauth2MetadataUrl')
    expect(Object.keys(flowsOf(components))).toEqual(['authorizationCode'])
  })

  it('is left out without an authorization server', () => {
    const without = createDocument(operations(contract), { ...taskpact, version: '1.0.0' })

    for (const text of [toJson(without), toMarkdown(without), toJson(toVersion32(without, all))])
      expect(text).not.toMatch(/OAuth|oauth2|\/oauth|"oauth"|Build an app/)
  })

  it('is left out if no operation has a scope', () => {
    const { components, paths } = documentOf({ one: {} }, options)

    expect(Object.keys(components?.securitySchemes ?? {})).toEqual(['bearer'])
    expect(paths?.['/things']?.get?.security).toEqual([])
  })

  it('describes how to build an app for this authorization server or for an external one', () => {
    const section = (text = '') => /## Build an app\n([\s\S]*?)\n## /.exec(text)?.[1]

    expect(section(document.info.description)).toMatch(/\/oauth\/authorize/)
    expect(section(withOAuth.info.description)).toMatch(/authorization_servers/)
    expect(section(withOAuth.info.description)).not.toMatch(/\/oauth\/authorize/)
  })

  it('is an alternative, so adding it breaks no client', () => {
    const without = createDocument(all, { ...taskpact, version: '1.0.0' })

    expect(restChanges(without, withOAuth)).toEqual([])
  })
})

function flowsOf(components: typeof document.components): object {
  const { flows = {} } = (components?.securitySchemes?.oauth ?? {}) as { readonly flows?: object }
  return flows
}
