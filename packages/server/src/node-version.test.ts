import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { NodeTooOld, refuseOldNode } from './node-version.ts'

it.each(['18.20.0', '20.20.2', '22.17.1'])('says to Node %s that it is too old', (version) => {
  expect(() => refuseOldNode(version)).toThrow(NodeTooOld)
  expect(() => refuseOldNode(version)).toThrow(/Node 22\.18 or newer, and this is Node \d+\.\d+\.\d+\./)
})

it.each(['22.18.0', '22.23.5', '24.21.0', '26.0.0'])('runs on Node %s', (version) => {
  expect(() => refuseOldNode(version)).not.toThrow()
})

it.each(['.', 'packages/server', 'packages/cli', 'packages/testing'])(
  'is what the manifest of %s asks for',
  (folder) => {
    const path = resolve(import.meta.dirname, '../../..', folder, 'package.json')
    const { engines } = JSON.parse(readFileSync(path, 'utf8')) as { engines: { node: string } }
    expect(engines.node).toBe('>=22.18')
  },
)
