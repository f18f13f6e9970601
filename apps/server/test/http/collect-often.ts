import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Loaded before a server whose memory is watched: Node itself would leave garbage lie for as long as nobody needs the room. */
setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')
setInterval(collect, 2000).unref()
