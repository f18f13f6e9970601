import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { contract, errorTable, limits, operations } from '@taskpact/contract'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** The workspace packages that each package may import. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  '.tools': [],
  'packages/contract': [],
  'packages/db': [],
  'packages/openapi': ['contract'],
  'packages/openapi/lint': [],
  'packages/client': ['contract'],
  'packages/cli': ['client', 'contract', 'testing'], // the contract for the generator only, see below
  'packages/engine': ['contract'],
  'packages/service': ['contract', 'db', 'engine'],
  'packages/rest': ['contract', 'engine'],
  'packages/trpc': ['contract', 'engine'],
  'packages/mcp': ['contract', 'engine'],
  'packages/testing': ['contract', 'db', 'engine', 'service', 'client'],
  'apps/bench': ['contract', 'db', 'engine', 'service', 'client'],
  'apps/examples': ['client', 'db', 'testing'],
  'apps/examples/components': ['client'],
  'apps/examples/next': ['client', 'example-components'],
  'apps/examples/react': ['client', 'example-components'],
  'apps/generated-clients': [],
  'apps/interop': ['contract', 'testing', 'client'],
  'apps/packed-packages': [],
  'apps/packed-packages/runtimes': [],
  'apps/scripts': ['client', 'contract', 'testing'],
  'apps/server': ['contract', 'db', 'engine', 'service', 'rest', 'trpc', 'mcp', 'openapi', 'client', 'testing'],
}

/** The other domains of the contract that each one may import. */
const domains: Readonly<Record<string, readonly string[]>> = {
  accounts: ['tasks'], // the export of an account contains its tasks
  system: [],
  tasks: [],
}

describe('architecture', () => {
  it.each(Object.entries(allowed))('%s imports only allowed packages', (folder, permitted) => {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(
      readFileSync(`${root}/${folder}/package.json`, 'utf8'),
    )
    const workspacePackages = Object.keys({ ...dependencies, ...devDependencies }).filter((name) =>
      name.startsWith('@taskpact/'),
    )

    expect(permitted.map((name) => `@taskpact/${name}`)).toEqual(expect.arrayContaining(workspacePackages))
    for (const [file, text] of sources(folder)) {
      const imported = [...text.matchAll(/from '(@taskpact\/[\w-]+)/g)].map(([, name]) => name)
      expect(workspacePackages, file).toEqual(expect.arrayContaining(imported))
    }
  })

  it('lists every workspace package', () => {
    const folders = git(['ls-files', '*/package.json']).map((file) => file.replace('/package.json', ''))
    expect(Object.keys(allowed).sort()).toEqual(folders.sort())
  })

  it('has no committed file that is git-ignored', () => {
    expect(git(['ls-files', '--cached', '--ignored', '--exclude-standard'])).toEqual([])
  })

  it('excludes from the image what is excluded from the repository', () => {
    const lines = (file: string) => readFileSync(`${root}/${file}`, 'utf8').split('\n').filter(Boolean)
    const ignored = lines('.gitignore').map((line) => `**/${line.replace(/\/$/, '')}`)

    expect(lines('.dockerignore')).toEqual(expect.arrayContaining(ignored))
  })

  it.each(['packages/rest', 'packages/trpc', 'packages/mcp'])(
    '%s installs without a database or password hashing',
    (folder) => {
      const installed = [...productionClosure(`${root}/${folder}`)].map((path) =>
        path.slice(path.lastIndexOf('node_modules/') + 13),
      )

      expect(installed).toContain('zod')
      expect(installed.filter((name) => /pglite|drizzle|^postgres$|^pg$|argon2/.test(name))).toEqual([])
    },
  )

  it('keeps zod out of the client: it imports only types from the contract', () => {
    for (const [file, text] of sources('packages/client')) {
      expect(text.match(/^import (?!type).*'@taskpact\/contract'/m), file).toBeNull()
    }
  })

  it('keeps the contract out of the command line: only its generator imports it', () => {
    for (const [file, text] of sources('packages/cli')) {
      expect(importsOf(text).join(' '), file).not.toMatch(/@taskpact\/(?:contract|testing)/)
    }
  })

  it('keeps domain imports and domain words out of generic code and its tests', () => {
    const generic = ['packages/contract/src/core', 'packages/engine', 'packages/rest', 'packages/trpc', 'packages/mcp']
    for (const [file, text] of generic.flatMap((folder) => sourcesIn(folder))) {
      const outside = importsOf(text).filter((name) =>
        name.startsWith('.')
          ? leavesFolder(file, name, generic)
          : /^@taskpact\/(?!contract\/core$|(engine|rest|trpc|mcp)(\/|$))/.test(name),
      )
      // The examples of a README show the package beside the others.
      if (!file.includes('/test/examples/')) expect(outside, file).toEqual([])
      expect(text.match(/\b(?:tasks?|trash|e-?mails?)\b/gi), file).toBeNull()
    }
  })

  it.each(Object.entries(domains))('%s of the contract imports only allowed folders', (domain, permitted) => {
    const folder = 'packages/contract/src'
    for (const [file, text] of sourcesIn(`${folder}/${domain}`)) {
      const paths = importsOf(text)
        .filter((name) => name.startsWith('.'))
        .map(
          (name) =>
            join(dirname(file), name)
              .slice(folder.length + 1)
              .split('/')[0],
        )
      expect([domain, 'core', 'errors.js', 'routes.js', 'scopes.js', ...permitted], file).toEqual(
        expect.arrayContaining(paths),
      )
    }
  })

  it('contains paths, status numbers and limits of the API in the contract only', () => {
    const paths = operations(contract).map(({ route }) => route.path.split('/:')[0] as string)
    const statuses = operations(contract).map(({ status }) => status)
    const numbers = [
      ...statuses,
      ...Object.values(errorTable).map(({ status }) => status),
      limits.bodyBytes,
      limits.fileBytes,
    ]
    const contractOnly = new RegExp(
      `['"\`](${[...new Set(paths)].join('|')})['"\`/]|\\b(${[...new Set(numbers)].join('|')})\\b`,
    )

    // packages/testing is shared by tests, and tests state the expected values.
    const others = Object.keys(allowed).filter((folder) => !/^packages\/(contract|testing)$/.test(folder))
    const found = others
      .flatMap(sources)
      .flatMap(([file, text]) =>
        text
          .split('\n')
          .flatMap((line) => (contractOnly.test(line.replaceAll(/(?<=\d)_(?=\d)/g, '')) ? [`${file}: ${line}`] : [])),
      )
    expect(found).toEqual([])
  })

  it('keeps HTTP out of the service', () => {
    for (const [file, text] of sources('packages/service')) {
      expect(
        text.match(/'express'|'node:http'|setHeader|\breq\.|\bres\.|statusCode|(?<!=== ')cookie/i)?.[0],
        file,
      ).toBeUndefined()
    }
  })
})

/** Returns the folders of all packages that a package needs in production. */
function productionClosure(folder: string, found = new Set<string>()): ReadonlySet<string> {
  const { dependencies = {} } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
  for (const name of Object.keys(dependencies)) {
    const paths = createRequire(`${folder}/package.json`).resolve.paths(name) ?? []
    const path = paths.map((one) => `${one}/${name}`).find((one) => existsSync(`${one}/package.json`))
    if (!path) throw new Error(`${name} is not installed for ${folder}`)
    if (!found.has(realpathSync(path))) productionClosure(realpathSync(path), found.add(realpathSync(path)))
  }
  return found
}

/** Returns whether a relative import leads out of the generic folder of the file. */
function leavesFolder(file: string, name: string, folders: readonly string[]): boolean {
  const folder = folders.find((one) => file.startsWith(one)) as string
  return !join(dirname(file), name).startsWith(folder)
}

/** Returns the TypeScript files in a folder, with tests. */
function sourcesIn(folder: string): [file: string, text: string][] {
  return git(['ls-files', '--cached', '--others', '--exclude-standard', `${folder}/**/*.ts`, `${folder}/*.ts`])
    .filter((file) => existsSync(`${root}/${file}`))
    .map((file) => [file, readFileSync(`${root}/${file}`, 'utf8')])
}

function importsOf(text: string): string[] {
  return [...text.matchAll(/\bfrom '([^']+)'/g)].map(([, name]) => name as string)
}

function sources(folder: string): [file: string, text: string][] {
  if (!existsSync(`${root}/${folder}/src`)) return []
  return git(['ls-files', '--cached', '--others', '--exclude-standard', `${folder}/src/*.ts`])
    .filter((file) => !/\.test(-d)?\.ts$|\.gen\.ts$/.test(file))
    .map((file) => [file, readFileSync(`${root}/${file}`, 'utf8')])
}

function git(args: readonly string[]): string[] {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean)
}
