import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Installed, installCli } from './shell.js'

let cli: Installed
beforeAll(async () => {
  cli = await installCli()
})
afterAll(() => cli?.close())

/** How each shell runs a script that prints what completes a line. That of bash runs in `src/completion.test.ts`. */
const shells = {
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
    const { stdout, stderr } = await cli.inShell(shell, [...args, script])

    expect(stdout, stderr).toMatch(expected)
  })
})
