import { useEffect, type ReactNode } from 'react'

const widths = { narrow: 'max-w-md', text: 'max-w-2xl', wide: 'max-w-5xl' }

export function Page({
  title,
  width = 'text',
  children,
}: {
  title: string
  width?: keyof typeof widths
  children: ReactNode
}) {
  useEffect(() => {
    document.title = title === 'Verge' ? title : `${title} · Verge`
  }, [title])
  return (
    <main id="main" tabIndex={-1} className={`mx-auto w-full ${widths[width]} px-5 py-12 sm:py-16`}>
      {children}
    </main>
  )
}
