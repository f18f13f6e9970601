import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { DockerfileParser, type Instruction, type PropertyInstruction } from 'dockerfile-ast'

export const repository = fileURLToPath(new URL('../../../../..', import.meta.url))
export const dockerfile = readFileSync(`${repository}/Dockerfile`, 'utf8')

/** The instructions after one FROM. */
export interface Stage {
  readonly from: string
  /** Returns the arguments of each instruction with a keyword, without flags. */
  all(keyword: string): string[]
  /** Returns the words of the last instruction with a keyword, in exec form. */
  words(keyword: string): string[]
  readonly env: Readonly<Record<string, string>>
}

export const stages: readonly Stage[] = readStages()

function readStages(): Stage[] {
  const groups: Instruction[][] = []
  for (const instruction of DockerfileParser.parse(dockerfile).getInstructions()) {
    if (instruction.getKeyword() === 'FROM') groups.push([])
    groups.at(-1)?.push(instruction)
  }
  return groups.map(toStage)
}

function toStage([from, ...instructions]: Instruction[]): Stage {
  const instructionsOf = (keyword: string) => instructions.filter((one) => one.getKeyword() === keyword)
  return {
    from: from?.getRawArgumentsContent() ?? '',
    all: (keyword) => instructionsOf(keyword).map((one) => one.getArgumentsContent() ?? ''),
    words: (keyword) => {
      const last = instructionsOf(keyword).at(-1)?.getRawArgumentsContent() ?? ''
      return JSON.parse(last.slice(last.indexOf('["')))
    },
    env: Object.fromEntries(
      instructionsOf('ENV').flatMap((one) =>
        (one as PropertyInstruction).getProperties().map((property) => [property.getName(), property.getValue() ?? '']),
      ),
    ),
  }
}
