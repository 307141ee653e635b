import { languageOf, languages, nameOf } from '../../languages/languages.ts'
import type { Messages } from '../messages/messages.ts'

const names = languages.map((language) => ({ language, name: nameOf(language) }))

interface Props {
  locale: string
  messages: Messages
  /** What the page was asked with, and is asked with again. */
  query: URLSearchParams
}

/** Shows the page that it stands on again, in another language. */
export function LanguageSwitch({ locale, messages, query }: Props) {
  const current = languageOf(locale)
  return (
    <form class="languages" method="get">
      <label for="language">{messages.language.label}</label>
      <select id="language" name="language">
        {names.map(({ language, name }) => (
          <option value={language} lang={language} selected={language === current}>
            {name}
          </option>
        ))}
      </select>
      {[...query]
        .filter(([name]) => name !== 'language' && name !== 'locale')
        .map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
      <button class="plain">{messages.language.change}</button>
    </form>
  )
}
