import { errors, nextSteps, type ErrorEntry } from '@verge/polar/errors'

const money = { no: 'Nothing was charged.', unknown: 'Charged once at most.' }

/** `docs/errors.md`, made from the table that pages and API use. */
export function errorsPage(): string {
  const rows = Object.entries<ErrorEntry>(errors)
    .toSorted(([one, a], [other, b]) => a.status - b.status || (one < other ? -1 : 1))
    .map(
      ([code, { status, happened, charged, next }]) =>
        `| ${status} | \`${code}\` | ${happened} | ${money[charged]} | ${nextSteps[next]} |`,
    )
  return `# Errors

Made from \`packages/polar/src/errors.ts\`; \`UPDATE_DOCS=1 npx vitest run test/errors\` writes it anew.

The API answers \`{ "error": code, "detail": words }\`; pages show the code quietly below what they say. Three answers carry no code on
the wire, because Polar's carry none: an unknown address is \`{ "detail": "Not Found" }\`, a wrong method
\`{ "detail": "Method Not Allowed" }\`, and a token that is not valid names \`invalid_token\` as OAuth does. Where \`detail\` is a list,
each entry names the place of one wrong value. After a 429 or a 503, \`Retry-After\` says when to come back.

| status | code | what happened | money | what to do next |
|---|---|---|---|---|
${rows.join('\n')}
`
}
