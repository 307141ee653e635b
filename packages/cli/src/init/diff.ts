const around = 3

interface Line {
  sign: ' ' | '+' | '-'
  text: string
}

/** As `diff -u` shows it, without line numbers. */
export function diff(path: string, before: string, after: string): string {
  const lines = compared(before.split('\n'), after.split('\n'))
  const isNear = lines.map((_, at) =>
    lines.slice(Math.max(0, at - around), at + around + 1).some(({ sign }) => sign !== ' '),
  )
  const shown: string[] = [`--- ${path}`, `+++ ${path}`]
  lines.forEach(({ sign, text }, at) => {
    if (isNear[at]) shown.push(`${sign}${text}`)
    else if (isNear[at - 1]) shown.push('…')
  })
  return shown.join('\n')
}

/** By the longest sequence of lines that both have. */
function compared(before: string[], after: string[]): Line[] {
  const longest = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1))
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      longest[i]![j] =
        before[i] === after[j]
          ? longest[i + 1]![j + 1]! + 1
          : Math.max(longest[i + 1]![j]!, longest[i]![j + 1]!)
  const lines: Line[] = []
  let [i, j] = [0, 0]
  while (i < before.length || j < after.length) {
    if (i < before.length && before[i] === after[j]) {
      lines.push({ sign: ' ', text: before[i]! })
      i++
      j++
    } else if (i < before.length && (j === after.length || longest[i + 1]![j]! >= longest[i]![j + 1]!)) {
      lines.push({ sign: '-', text: before[i++]! })
    } else lines.push({ sign: '+', text: after[j++]! })
  }
  return lines
}
