/** The contrast of two colours, `#rrggbb` each, from 1 to 21, as WCAG 2.2 reckons it. */
export function contrastOf(one: string, other: string): number {
  const [dark, light] = [luminanceOf(one), luminanceOf(other)].toSorted((a, b) => a - b) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** What reads best on this: white or black. One of them always reaches 4.5. */
export function textOn(color: string): string {
  return contrastOf(color, '#ffffff') >= contrastOf(color, '#000000') ? '#ffffff' : '#000000'
}

/** The nearest shade of a colour that reaches a contrast with every ground, towards black or white. */
export function readableOn(grounds: readonly string[], color: string, least: number): string {
  const towards = luminanceOf(grounds[0]!) > 0.18 ? 0 : 255
  for (let step = 0; step <= 100; step++) {
    const shade = mixed(color, towards, step / 100)
    if (grounds.every((ground) => contrastOf(ground, shade) >= least)) return shade
  }
  return towards === 0 ? '#000000' : '#ffffff'
}

function luminanceOf(color: string): number {
  const [red, green, blue] = partsOf(color).map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function mixed(color: string, towards: number, share: number): string {
  const parts = partsOf(color).map((part) => Math.round(part + (towards - part) * share))
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

function partsOf(color: string): number[] {
  return [1, 3, 5].map((place) => Number.parseInt(color.slice(place, place + 2), 16))
}
