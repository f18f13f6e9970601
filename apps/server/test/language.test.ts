import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Phrases that readers have to translate, each with what to write instead. */
const banned: readonly (readonly [phrase: string, instead: string])[] = [
  ['whoever', 'the client, the caller, callers that'],
  ['told', 'reported, described, notified of'],
  ['tells|tell of', 'returns, describes, reports, distinguishes'],
  ['of before', 'previous'],
  ['for who', 'for users that'],
  ['it knows', 'known'],
  ['somebody|anybody', 'a user, a client'],
  ['the one door', 'the entry point'],
  ['at the moment', 'currently'],
  ['a moment', 'a timestamp, a point in time'],
  ['gone for good', 'deleted permanently'],
  ['is no (?:setting|token|error|number)', 'is not a …'],
]

/** Generated and released files, pages that the benchmark writes, and this one. */
const excluded = [
  /\.gen\.ts$/,
  /^apps\/bench\/(?:RESULTS|GROWTH|SIZES|TYPES)\.md$/,
  /CHANGELOG\.md$/,
  /\/releases\//,
  /^apps\/server\/test\/language\.test\.ts$/,
]

describe('language', () => {
  it('uses no banned phrase in sources, documents and tests', () => {
    expect(filesIn('.').flatMap(hitsIn)).toEqual([])
  })

  it.each([
    ['/** Whoever asks is answered. */', 'whoever'],
    ['// the secret of before', 'of before'],
    ["it('tells that a token has expired', () => {})", 'tells'],
  ])('finds the phrase in: %s', (line, phrase) => {
    expect(phrasesIn(line).map(([found]) => found.toLowerCase())).toContain(phrase)
  })

  it.each(['untold', 'Returns the body of a request.'])('finds nothing in: %s', (line) => {
    expect(phrasesIn(line)).toEqual([])
  })
})

function filesIn(path: string): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', path], {
    cwd: root,
    encoding: 'utf8',
  })
  return listed
    .split('\n')
    .filter((file) =>
      /\.(?:[cm]?tsx?|[cm]?js|md|sh|ya?ml|sql)$|(?:^|\/)(?:\.env\.example|Dockerfile)$|^\.(?:ci|tools)\/[^.]+$/.test(
        file,
      ),
    )
    .filter((file) => !excluded.some((pattern) => pattern.test(file)))
}

function hitsIn(file: string): string[] {
  return readFileSync(root + file, 'utf8')
    .split('\n')
    .flatMap((line, index) =>
      phrasesIn(line).map(([phrase, instead]) => `${file}:${index + 1}: "${phrase}": write ${instead}`),
    )
}

function phrasesIn(line: string): [phrase: string, instead: string][] {
  return banned.flatMap(([pattern, instead]): [string, string][] => {
    const [phrase] = new RegExp(`\\b(?:${pattern})\\b`, 'i').exec(line) ?? []
    return phrase === undefined ? [] : [[phrase, instead]]
  })
}
