import { execFile } from 'node:child_process'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cli, openCli, resultOf } from '../test/run-cli.js'
import { complete } from './complete.js'
import { allCommands } from './find-command.js'

let cli: Cli
let path: string
beforeAll(async () => {
  cli = await openCli()
  const bin = join(cli.folder, 'bin')
  await mkdir(bin)
  await writeFile(join(bin, 'taskpact'), `#!/bin/sh\nexec '${process.execPath}' '${cli.file}' "$@"\n`)
  await chmod(join(bin, 'taskpact'), 0o755)
  path = `${bin}:${process.env.PATH}`
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

/** How each shell runs a script that prints what completes a line. */
const shells = {
  bash: {
    args: ['--norc', '-c'],
    script: `source <(taskpact completion bash)
COMP_WORDS=(taskpact tasks list --status p) COMP_CWORD=4
_taskpact; echo "\${COMPREPLY[@]}"
COMP_WORDS=(taskpact tasks re) COMP_CWORD=2
_taskpact; echo "\${COMPREPLY[@]}"
complete -p taskpact`,
    expected: /^pending\nremove restore\ncomplete .*-F _taskpact taskpact\n$/,
  },
  zsh: {
    args: ['-f', '-c'],
    script: `zmodload zsh/zpty
zpty -b shell "zsh -f -i"
zpty -w shell 'PS1= PS2=; autoload -U compinit; compinit -u -D; source <(taskpact completion zsh); echo read""y'
for i in {1..200}; do zpty -r -t shell line && seen+=$line; [[ $seen = *ready* ]] && break; sleep 0.1; done
zpty -w -n shell $'taskpact tasks list --status p\t'
for i in {1..200}; do zpty -r -t shell line && text+=$line; [[ $text = *pending* ]] && break; sleep 0.05; done
print -r -- "$text"`,
    expected: /pending/,
  },
  fish: {
    args: ['--no-config', '-c'],
    script: `taskpact completion fish | source
complete -C 'taskpact tasks list --status p'
complete -C 'taskpact tasks re'`,
    expected: /^pending\nremove\tDelete a task\nrestore\tRestore a task from the trash\n$/,
  },
} as const

describe('the completion script', () => {
  it.each(Object.entries(shells))('works in %s', async (shell, { args, script, expected }) => {
    const env = { ...cli.env, PATH: path, TERM: 'xterm' }
    const { stdout, stderr } = await resultOf(execFile(shell, [...args, script], { env, timeout: 50_000 }))

    expect(stdout, stderr).toMatch(expected)
  })

  it('is printed for pwsh, and refused for other shells', async () => {
    expect((await cli.run(['completion', 'pwsh'])).stdout).toContain('Register-ArgumentCompleter -Native')
    expect((await cli.run(['completion', 'tcsh'])).code).toBe(2)
  })
})
