import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What starts whole products takes longest, and stands in `test`: where it comes first, no core waits for the last of it. */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLong = ({ moduleId, project }: TestSpecification) =>
      relative(project.config.root, moduleId).startsWith('test/')
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}
