import { afterAll, afterEach, beforeEach } from 'vitest'
import { endFile, endTest, keepForFile } from './open.ts'

// Before and after the hooks of the files themselves.
beforeEach(keepForFile)
afterEach(endTest)
afterAll(endFile)
