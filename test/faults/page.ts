import { catalogue, type Fault } from './check.ts'

/** `docs/faults.md`: what the manifest says is not held off. */
export function faultsPage(manifest: [id: string, fault: Fault][]): string {
  const sorted = manifest.toSorted(([one], [other]) => one.localeCompare(other))
  const rows = sorted.flatMap(([id, fault]) => {
    if ('notHere' in fault) return [`| ${id} | ${fault.promise} | no subject here | ${fault.notHere} |`]
    return fault.except ? [`| ${id} | ${fault.promise} | in part | ${fault.except} |`] : []
  })
  return `# What is not held off

Made from \`test/faults\`; \`UPDATE_DOCS=1 npx vitest run test/faults\` writes it anew.

Of ${catalogue.length} faults, from two clicks at once to a forged form, each has a promise and the tests that show it; \`npm test\` fails where one of them did
not pass. These have none, or not for all of what the fault can be:

| fault | promise | held off | why |
|---|---|---|---|
${rows.join('\n')}
`
}
