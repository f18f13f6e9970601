import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Installed, installCli } from '../test/shell.js'
import { complete } from './complete.js'
import { allCommands } from './find-command.js'

let cli: Installed
beforeAll(async () => {
  cli = await installCli()
})
afterAll(() => cli?.close())

describe('complete', () => {
  it.each([
    ['commands and groups', ['t'], ['tasks']],
    ['commands of a group', ['tasks', 're'], ['remove', 'restore']],
    ['flags', ['tasks', 'list', '--st'], ['--status']],
    ['values of a flag', ['tasks', 'list', '--status', 'p'], ['pending']],
    ['further values of a list', ['tasks', 'list', '--priority', 'low,h'], ['low,high']],
    ['values of an argument', ['completion', 'z'], ['zsh']],
    ['operations', ['api', 'tasks.p'], ['tasks.purge']],
    ['nothing for a free text', ['tasks', 'create', '--title', 'a'], []],
    ['nothing after an unknown command', ['nothing', ''], []],
  ])('returns %s', (_, words, expected) => {
    expect(complete(allCommands, words).map((line) => line.split('\t')[0])).toEqual(expected)
  })

  it('describes commands and flags', () => {
    expect(complete(allCommands, ['tasks', 'pur'])).toEqual(['purge\tDelete a task permanently'])
    expect(complete(allCommands, ['tasks', 'list', '--al'])).toEqual(['--all\tFollow all pages.'])
  })
})

describe('the completion script', () => {
  it('works in bash', async () => {
    const script = `source <(taskpact completion bash)
COMP_WORDS=(taskpact tasks list --status p) COMP_CWORD=4
_taskpact; echo "\${COMPREPLY[@]}"
COMP_WORDS=(taskpact tasks re) COMP_CWORD=2
_taskpact; echo "\${COMPREPLY[@]}"
complete -p taskpact`
    const { stdout, stderr } = await cli.inShell('bash', ['--norc', '-c', script])

    expect(stdout, stderr).toMatch(/^pending\nremove restore\ncomplete .*-F _taskpact taskpact\n$/)
  })

  it('is printed for pwsh, and refused for other shells', async () => {
    expect((await cli.run(['completion', 'pwsh'])).stdout).toContain('Register-ArgumentCompleter -Native')
    expect((await cli.run(['completion', 'tcsh'])).code).toBe(2)
  })
})
