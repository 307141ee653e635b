import '@verge/react/styles.css'
import { Links, Meta, Outlet, Scripts } from 'react-router'

export default function Root() {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>Example</title>
        <Meta />
        <Links />
      </head>
      <body>
        <h1>Example</h1>
        <Outlet />
        <Scripts />
      </body>
    </html>
  )
}
