import { contract, operations } from '@taskpact/contract'
import { createDocument, taskpact, toJson, toYaml } from '@taskpact/openapi'
import published from '@taskpact/openapi/openapi.json' with { type: 'json' }

const servers = [{ url: 'https://tasks.example.org' }]
export const document = createDocument(operations(contract), { ...taskpact, version: published.info.version, servers })

export const json = toJson(document)
export const yaml = await toYaml(document)
export const paths = Object.keys(published.paths)
