import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Collects garbage every two seconds. Preloaded into a server whose memory a test measures. */
setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')
setInterval(collect, 2000).unref()
