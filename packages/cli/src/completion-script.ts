import { UsageError } from './usage-error.js'

/** Scripts that ask `taskpact __complete`, so that they never differ from the installed version. */
const scripts: Readonly<Record<string, string>> = {
  bash: `_taskpact() {
  local IFS=$'\\n'
  COMPREPLY=($(taskpact __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f1))
}
complete -o default -F _taskpact taskpact
`,
  zsh: `#compdef taskpact
_taskpact() {
  local -a found
  found=("\${(@f)$(taskpact __complete "\${(@)words[2,CURRENT]}" 2>/dev/null | sed -e 's/:/\\\\:/g' -e 's/\\t/:/')}")
  if [[ -n "$found" ]]; then _describe taskpact found; else _files; fi
}
if [[ "$funcstack[1]" = _taskpact ]]; then _taskpact "$@"; else compdef _taskpact taskpact; fi
`,
  fish: `function __taskpact_complete
  set -l words (commandline -opc) (commandline -ct)
  taskpact __complete $words[2..-1] 2>/dev/null
end
complete -c taskpact -f -a '(__taskpact_complete)'
complete -c taskpact -F -l input -l output
`,
  pwsh: `Register-ArgumentCompleter -Native -CommandName taskpact -ScriptBlock {
  param($word, $ast, $position)
  $words = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $position } | Select-Object -Skip 1 | ForEach-Object { "$_" })
  taskpact __complete @words "$word" 2>$null | ForEach-Object {
    $name, $text = $_ -split "\`t", 2
    if (-not $text) { $text = $name }
    [System.Management.Automation.CompletionResult]::new($name, $name, 'ParameterValue', $text)
  }
}
`,
}

/** Returns the completion script of a shell. Throws a UsageError for any other argument. */
export function completionScript([shell = '', ...others]: readonly string[]): string {
  const script = others.length === 0 ? scripts[shell] : undefined
  if (script === undefined) throw new UsageError(`SHELL must be one of ${Object.keys(scripts).join(', ')}`)
  return script
}
