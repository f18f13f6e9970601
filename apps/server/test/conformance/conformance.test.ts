import { describe } from 'vitest'
import { taskpact } from '../../src/server.js'
import { describeConformance } from './conformance.js'

describe('Taskpact contract', () => describeConformance(taskpact))
