// Reads a report of Vitest: `counts` prints how many tests passed, failed and were skipped; `failures` which failed, and why; `slowest` the
// ten files that took longest.
import { readFileSync } from 'node:fs'

const [, , what, file] = process.argv
const report = JSON.parse(readFileSync(file, 'utf8'))
const firstLine = (text) => (text ?? '').split('\n')[0]

if (what === 'counts') {
  const { numPassedTests, numFailedTests, numFailedTestSuites, numPendingTests, numTodoTests } = report
  console.log(numPassedTests, numFailedTests || numFailedTestSuites, numPendingTests + numTodoTests)
} else if (what === 'slowest') {
  const files = report.testResults.map(({ name, startTime, endTime }) => ({
    name,
    seconds: (endTime - startTime) / 1000,
  }))
  const total = files.reduce((sum, { seconds }) => sum + seconds, 0)
  console.log(`${files.length} files, ${total.toFixed(0)} s in all. The slowest:`)
  for (const { name, seconds } of files.sort((a, b) => b.seconds - a.seconds).slice(0, 10))
    console.log(`  ${seconds.toFixed(1).padStart(6)} s  ${name.split('/').pop()}`)
} else {
  for (const { name, status, message, assertionResults } of report.testResults) {
    const tests = assertionResults.filter((test) => test.status !== 'passed')
    if (status !== 'failed' && tests.length === 0) continue
    console.log(`\n  ${name.split('/').pop()} ${firstLine(message)}`)
    for (const test of tests) console.log(`    ${test.status} ${test.fullName}: ${firstLine(test.failureMessages[0])}`)
  }
}
