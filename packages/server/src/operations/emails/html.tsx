import { directionOf } from '../../languages/languages.ts'
import type { Letter, Link } from './letter.ts'

/**
 * A letter as HTML for programs that read mails: styles stand on each element, because many know no others, colours have
 * their dark counterparts, and no table is there for its looks. Nothing is loaded from anywhere, so that nobody learns when it was read.
 */
export function htmlOf({ locale, subject, paragraphs, rows, button, footer }: Letter): string {
  const document = (
    <html lang={locale} dir={directionOf(locale)}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{subject}</title>
        <style>{darkStyles}</style>
      </head>
      <body class="page" style={`margin: 0; padding: 16px 8px; background: #f6f7f9; ${type}`}>
        <div class="card ink" style={cardStyle}>
          <h1 style="margin: 0 0 16px; font-size: 22px; line-height: 1.3;">{subject}</h1>
          {paragraphs.map((text) => (
            <p style="margin: 0 0 16px;">{text}</p>
          ))}
          {rows.length > 0 && <Rows rows={rows} />}
          {button && <Button {...button} />}
          <div class="quiet line" style={footerStyle}>
            {footer.map((part) => (
              <p style="margin: 0 0 12px;">{typeof part === 'string' ? part : <Linked {...part} />}</p>
            ))}
          </div>
        </div>
      </body>
    </html>
  )
  return `<!doctype html>${document.toString()}`
}

const type = "font: 16px/1.5 system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;"
const cardStyle =
  'max-width: 520px; margin: 0 auto; padding: 24px 20px; border-radius: 12px; background: #ffffff; color: #1b1d22; text-align: start; overflow-wrap: anywhere; word-break: break-word;'
const footerStyle =
  'margin: 24px 0 0; padding: 16px 0 0; border-top: 1px solid #dfe2e8; color: #5c626e; font-size: 14px;'

/** For who reads in the dark, where the program asks for it. */
const darkStyles = `@media (prefers-color-scheme: dark) {
  .page { background: #14161a !important; }
  .card { background: #1c1f25 !important; }
  .ink { color: #eceef2 !important; }
  .quiet { color: #a3aab8 !important; }
  .line { border-color: #343943 !important; }
  .link { color: #8fd3b6 !important; }
  .button { background: #8fd3b6 !important; color: #0d1f18 !important; }
}`

function Rows({ rows }: Pick<Letter, 'rows'>) {
  return (
    <table width="100%" cellpadding="0" cellspacing="0" border={0} style="margin: 0 0 16px;">
      {rows.map(({ label, value }) => (
        <tr>
          <th
            scope="row"
            class="quiet line"
            style="padding: 8px 12px 8px 0; border-top: 1px solid #dfe2e8; color: #5c626e; font-weight: 400; text-align: start; vertical-align: top; width: 45%;"
          >
            {label}
          </th>
          <td
            class="line"
            style="padding: 8px 0; border-top: 1px solid #dfe2e8; font-weight: 600; text-align: start; vertical-align: top;"
          >
            {value}
          </td>
        </tr>
      ))}
    </table>
  )
}

/** The address stands below for those whose program shows no links. */
function Button({ words, address }: Link) {
  return (
    <>
      <p style="margin: 24px 0 8px;">
        <a
          href={address}
          class="button"
          style="display: inline-block; padding: 12px 20px; border-radius: 8px; background: #1d5f4a; color: #ffffff; font-weight: 600; text-decoration: none;"
        >
          {words}
        </a>
      </p>
      <p class="quiet" style="margin: 0; color: #5c626e; font-size: 13px;">
        <Address address={address} />
      </p>
    </>
  )
}

function Linked({ words, address }: Link) {
  return (
    <>
      {words}: <Address address={address} />
    </>
  )
}

function Address({ address }: Pick<Link, 'address'>) {
  return (
    <a href={address} class="link" style="color: #1d5f4a;">
      {address}
    </a>
  )
}
