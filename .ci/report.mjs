// Reads a report of Vitest: `counts` prints how many tests passed, failed and were skipped; `failures` which failed, and why.
import { readFileSync } from 'node:fs'

const [, , what, file] = process.argv
const report = JSON.parse(readFileSync(file, 'utf8'))
const firstLine = (text) => (text ?? '').split('\n')[0]

if (what === 'counts') {
  const { numPassedTests, numFailedTests, numFailedTestSuites, numPendingTests, numTodoTests } = report
  console.log(numPassedTests, numFailedTests || numFailedTestSuites, numPendingTests + numTodoTests)
} else {
  for (const { name, status, message, assertionResults } of report.testResults) {
    const tests = assertionResults.filter((test) => test.status !== 'passed')
    if (status !== 'failed' && tests.length === 0) continue
    console.log(`\n  ${name.split('/').pop()} ${firstLine(message)}`)
    for (const test of tests) console.log(`    ${test.status} ${test.fullName}: ${firstLine(test.failureMessages[0])}`)
  }
}
