import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * What starts whole products takes longest, and stands in `test`: where it comes first, no core waits for the last of it. The
 * small projects come before all, because a process that changes its project begins anew.
 */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((one, other) => turnOf(one) - turnOf(other))
  }
}

function turnOf({ moduleId, project: { name, config } }: TestSpecification): number {
  if (name !== 'all') return 0
  return relative(config.root, moduleId).startsWith('test/') ? 1 : 2
}
