import { afterAll, beforeAll, describe, it } from 'vitest'
import client from '../../../packages/client/package.json' with { type: 'json' }
import {
  type Compile,
  type ConsumerProject,
  lowestPeers,
  newestPeers,
  openConsumerProject,
  type ProjectOptions,
} from './consumer-project.js'
import { packAll, type Tarballs } from './tarballs.js'

/** An app that uses React: `@tanstack/query-core` is a dependency of `@tanstack/react-query` only. */
const reactApp = ({ '@tanstack/query-core': query = '', ...others }: Record<string, string>) => ({
  ...others,
  '@tanstack/react-query': query,
  react: client.devDependencies.react,
  '@types/react': client.devDependencies['@types/react'],
})

/** The types of tRPC need TypeScript 5.7. */
const minimum: Compile = { typescript: 5.4, resolution: 'nodenext', except: ['trpc.ts', 'collection.ts'] }
const newest: Compile = { typescript: 7, resolution: 'nodenext', except: ['collection.ts'] }
/** The declarations of TanStack DB do not compile with `exactOptionalPropertyTypes`. */
const withDb = { files: ['collection.ts'], except: [], exactOptionalPropertyTypes: false } as const
const annotated: Compile = { ...newest, files: ['annotated.ts'], options: { isolatedDeclarations: true } }

interface Project extends Omit<ProjectOptions, 'tarballs'> {
  readonly title: string
  readonly declares: readonly (readonly [what: string, how: Compile])[]
}

const onlyClient = { sources: 'declarations', packed: ['@taskpact/client'] } as const
const projects: Project[] = [
  {
    title: 'pnpm installs the client only',
    installer: 'pnpm',
    ...onlyClient,
    others: reactApp(newestPeers),
    declares: [
      ['inferred types, TypeScript 5.4', minimum],
      ['inferred types, TypeScript 7', { ...newest, resolution: 'bundler' }],
      ['inferred types of TanStack DB, TypeScript 5.4', { ...minimum, ...withDb }],
      ['inferred types of TanStack DB, TypeScript 7', { ...newest, ...withDb }],
      ['types annotated by exported names (isolatedDeclarations)', annotated],
    ],
  },
  {
    title: 'npm installs the client with its lowest peers',
    installer: 'npm',
    ...onlyClient,
    others: reactApp(lowestPeers),
    declares: [
      ['inferred types, TypeScript 7', newest],
      ['inferred types of TanStack DB, TypeScript 7', { ...newest, ...withDb }],
    ],
  },
  {
    title: 'pnpm installs client and contract',
    installer: 'pnpm',
    sources: 'declarations/with-contract',
    packed: ['@taskpact/client', '@taskpact/contract'],
    others: {},
    declares: [['inferred types, TypeScript 7', newest]],
  },
]

let tarballs: Tarballs
beforeAll(async () => {
  tarballs = await packAll()
})
afterAll(async () => {
  await tarballs?.close()
})

describe.each(projects)('declarations if $title', ({ declares, ...options }) => {
  let project: ConsumerProject
  beforeAll(async () => {
    project = await openConsumerProject({ ...options, tarballs: tarballs.files })
  })
  afterAll(async () => {
    await project?.close()
  })

  it.each(declares)('are written and compile: %s', (_, how) => project.declare(how))
})
