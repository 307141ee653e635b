import { afterEach, beforeEach } from 'vitest'
import { giveBackWhatWasLent, keepWhatWasLent } from './open.ts'

// Before and after the hooks of the files themselves.
beforeEach(keepWhatWasLent)
afterEach(giveBackWhatWasLent)
