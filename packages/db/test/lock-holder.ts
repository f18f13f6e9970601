import { createInterface } from 'node:readline'
import { lockFolder } from '../src/folder-lock/lock-folder.js'

// A process that locks and unlocks a folder as its parent says, and prints each outcome. It ends when its stdin ends.
const [, , folder = ''] = process.argv
let unlock = async () => {}
process.stdout.write('started\n')
createInterface(process.stdin)
  .on('line', async (command) => {
    try {
      if (command === 'lock') unlock = await lockFolder(folder)
      else await unlock()
      process.stdout.write(`${command}ed\n`)
    } catch (error) {
      process.stdout.write(`${error instanceof Error ? error.message : error}\n`)
    }
  })
  .on('close', () => process.exit())
