import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const file = fileURLToPath(new URL('../../../packages/client/test/editor.ts', import.meta.url))

/** A project of a user's, of the sources here. */
const options: ts.CompilerOptions = {
  strict: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: [],
  customConditions: ['@taskpact/source'],
}

export interface QuickInfo {
  readonly signature: string
  /** The JSDoc comment; an empty string if there is none. */
  readonly documentation: string
}

/** What editors show of the names in a text, by the language service that they ask. Throws for what does not compile. */
export function openEditor(text: string): (at: string) => QuickInfo {
  const read = (path: string) => (path === file ? text : ts.sys.readFile(path))
  const service = ts.createLanguageService({
    ...ts.sys,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    readFile: read,
    fileExists: (path) => path === file || ts.sys.fileExists(path),
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (path) => {
      const found = read(path)
      return found === undefined ? undefined : ts.ScriptSnapshot.fromString(found)
    },
    getDefaultLibFileName: ts.getDefaultLibFilePath,
  })
  const [fault] = service.getSemanticDiagnostics(file)
  if (fault) throw new TypeError(ts.flattenDiagnosticMessageText(fault.messageText, '\n'))

  return (at) => {
    const position = text.indexOf(at)
    if (position < 0) throw new RangeError(`the text has no ${at}`)
    const { displayParts, documentation } = service.getQuickInfoAtPosition(file, position) ?? {}
    return {
      signature: ts.displayPartsToString(displayParts),
      documentation: ts.displayPartsToString(documentation),
    }
  }
}
