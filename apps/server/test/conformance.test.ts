import { describe } from 'vitest'
import { taskpact } from '../src/start-server.js'
import { describeConformance } from './conformance.js'

describe('Taskpact', () => describeConformance(taskpact))
