import { ValidationSeverity, validate } from 'dockerfile-utils'
import { describe, expect, it } from 'vitest'
import { dockerfile, stages } from './image.js'

describe('Dockerfile', () => {
  const [build, final] = stages as [(typeof stages)[number], (typeof stages)[number]]

  it('has no syntax errors', () => {
    expect(validate(dockerfile, { deprecatedMaintainer: ValidationSeverity.ERROR })).toEqual([])
  })

  it('builds and runs on the same exact Node version', () => {
    expect(stages.map(({ from }) => from)).toEqual([
      expect.stringMatching(/^node:24\.\d+\.\d+-\w+-slim AS build$/),
      build.from.replace(' AS build', ''),
    ])
  })

  it('copies only the deployed directory from the build stage', () => {
    expect(build.all('RUN').at(-1)).toMatch(/ deploy .*--prod .*\/app$/)
    expect(final.all('COPY')).toEqual(['/app .'])
    expect(dockerfile).toMatch(/^COPY --from=build \/app \.$/m)
    expect(final.all('RUN')).toEqual([])
    expect(stages.flatMap((stage) => stage.all('ADD'))).toEqual([])
  })

  it('runs as a non-root user with a numeric id', () => {
    expect(final.all('USER').at(-1)).toMatch(/^[1-9]\d*:[1-9]\d*$/)
  })

  it('contains no secret', () => {
    expect(stages.flatMap((stage) => [...stage.all('ARG'), ...Object.keys(stage.env)]).sort()).toEqual([
      'ENVIRONMENT',
      'NODE_ENV',
      'NODE_OPTIONS',
    ])
  })

  it('runs Node as PID 1 with a health check', () => {
    expect(final.words('CMD')).toEqual(['node', 'dist/main.js'])
    expect(final.all('HEALTHCHECK')).toHaveLength(1)
  })
})
