const nowhere = '@anonymized.invalid'

/** In place of the address of somebody who is to be forgotten: no mail arrives there, by the rules of the internet's names. */
export const namelessAddress = (id: string) => `${id}${nowhere}`

export const isNameless = (address: string) => address.endsWith(nowhere)
