import { ValidationSeverity, validate } from 'dockerfile-utils'
import { describe, expect, it } from 'vitest'
import { dockerfile, stages } from './image.js'

describe('the image', () => {
  const [build, final] = stages as [(typeof stages)[number], (typeof stages)[number]]

  it('is described without a mistake of the language', () => {
    expect(validate(dockerfile, { deprecatedMaintainer: ValidationSeverity.ERROR })).toEqual([])
  })

  it('is built and run on one exact version of Node', () => {
    expect(stages.map(({ from }) => from)).toEqual([
      expect.stringMatching(/^node:24\.\d+\.\d+-\w+-slim AS build$/),
      build.from.replace(' AS build', ''),
    ])
  })

  it('takes of the build the deployed directory and no more', () => {
    expect(build.all('RUN').at(-1)).toMatch(/ deploy .*--prod .*\/app$/)
    expect(final.all('COPY')).toEqual(['/app .'])
    expect(dockerfile).toMatch(/^COPY --from=build \/app \.$/m)
    expect(final.all('RUN')).toEqual([])
    expect(stages.flatMap((stage) => stage.all('ADD'))).toEqual([])
  })

  it('runs as a user that is not root, by its number, which orchestrators can check', () => {
    expect(final.all('USER').at(-1)).toMatch(/^[1-9]\d*:[1-9]\d*$/)
  })

  it('holds no secret', () => {
    expect(stages.flatMap((stage) => [...stage.all('ARG'), ...Object.keys(stage.env)]).sort()).toEqual([
      'ENVIRONMENT',
      'NODE_ENV',
      'NODE_OPTIONS',
    ])
  })

  it('starts the server as the process that hears signals, and asks it whether it lives', () => {
    expect(final.words('CMD')).toEqual(['node', 'dist/main.js'])
    expect(final.all('HEALTHCHECK')).toHaveLength(1)
  })
})
