/** It cannot go on, and whoever called can mend that: told in words. */
export class Unwanted extends Error {
  override readonly name = 'Unwanted'
}
