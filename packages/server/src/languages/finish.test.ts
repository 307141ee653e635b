import { describe, expect, it } from 'vitest'
import { finishing } from './finish.ts'

describe('a sentence', () => {
  it('ends once, where a value ends in a full stop too', () => {
    expect(finishing('uk')('Доступ закінчується 5 травня 2026 р.. Далі нічого.')).toBe(
      'Доступ закінчується 5 травня 2026 р. Далі нічого.',
    )
    expect(finishing('en')('You bought it from Acme Inc..')).toBe('You bought it from Acme Inc.')
    expect(finishing('en')('Wait... and see ../here')).toBe('Wait... and see ../here')
  })

  it.each([
    ['Si rinnova il 8 marzo 2027.', 'Si rinnova l’8 marzo 2027.'],
    ['Dal 11 agosto 2027 in poi', 'Dall’11 agosto 2027 in poi'],
    ['entro il 18 marzo, il 1 maggio e il 8 posti', 'entro il 18 marzo, il 1 maggio e il 8 posti'],
  ])('in Italian says “%s” as “%s”', (written, said) => {
    expect(finishing('it')(written)).toBe(said)
    expect(finishing('en')(written)).toBe(written)
  })
})
