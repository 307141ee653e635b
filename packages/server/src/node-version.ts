/** Said to whoever starts Verge, who can mend it. */
export class NodeTooOld extends Error {
  override readonly name = 'NodeTooOld'
}

const needed = [22, 18] as const

/** An older one starts, and breaks at the first thing that it does not know. @throws NodeTooOld */
export function refuseOldNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > needed[0] || (major === needed[0] && minor >= needed[1])) return
  throw new NodeTooOld(
    `Verge needs Node ${needed.join('.')} or newer, and this is Node ${version}. On Linux on x64 a newer one came with npm install: start Verge by npm, and it is used.`,
  )
}
