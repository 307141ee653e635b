const lines = {
  POLAR_ACCESS_TOKEN: '',
  POLAR_SERVER: 'http://localhost:4000',
  POLAR_WEBHOOK_SECRET: '',
}

/** The file with the lines that it lacks; what it says already stays as it is. */
export function withPolarLines(text: string): string {
  const missing = Object.entries(lines).filter(
    ([name]) => !new RegExp(`^\\s*(export\\s+)?${name}=`, 'm').test(text),
  )
  if (missing.length === 0) return text
  const added = [
    '# Polar; `npx verge dev` prints the values of a local one.',
    ...missing.map(([name, value]) => `${name}=${value}`),
  ]
  const before = text === '' || text.endsWith('\n') ? text : `${text}\n`
  return `${before}${before === '' ? '' : '\n'}${added.join('\n')}\n`
}
