import { languages } from '@verge/server/languages/languages'
import { wordsFor } from '@verge/server/operations/emails/words'
import { messagesFor } from '@verge/server/portal/messages/messages'
import { expect, it } from 'vitest'

it.each(languages)('in “%s” a mail says in the words of the page why a bank did not pay', (language) => {
  expect(wordsFor(language).declines).toEqual(messagesFor(language).overdue.reasons)
})
