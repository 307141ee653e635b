import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { toast } from 'sonner'
import { authClient, useSession } from '@/lib/auth-client.ts'
import { useLive } from '@/subscription/live.ts'
import { formatMoney, type Money } from '@/subscription/money.ts'
import { hasEnded } from '@/subscription/state.ts'
import { Badge, Notice } from '@/ui/notice.tsx'
import { Page } from '@/ui/page.tsx'

interface Product extends Money {
  id: string
  slug: string
  name: string
  description: string | null
  recurring_interval: string | null
  trial_interval: string | null
  trial_interval_count: number | null
}
type Products = { kind: 'reading' } | { kind: 'read'; products: Product[] } | { kind: 'unreachable' }

const promises = [
  ['Leave when you like', 'One page says when access ends, and one click confirms it.'],
  ['Invoices as you need them', 'Every invoice is a PDF with your own billing details and VAT id.'],
  ['Your card stays yours', 'Change or remove it yourself; a failed payment can be paid at once.'],
] as const

export function PricingPage() {
  const { plan } = useSearch({ from: '/pricing' })
  const { session } = useSession()
  const [live] = useLive(session?.user.id)
  const products = useProducts()
  const held = live.kind === 'read' ? live.subscriptions.filter((one) => !hasEnded(one)) : []
  return (
    <Page title="Pricing" width="wide">
      <h1 className="text-4xl sm:text-5xl">Plain pricing.</h1>
      <p className="text-soft mt-4 max-w-prose text-lg">
        Cancel whenever you like, without writing to anyone. Prices are before tax.
      </p>
      <div className="mt-10" aria-busy={products.kind === 'reading'}>
        {products.kind === 'unreachable' && (
          <Notice tone="notice">Prices can’t be read right now. Please try again in a moment.</Notice>
        )}
        {products.kind === 'read' && (
          <ul className="grid items-stretch gap-5 md:grid-cols-3">
            {products.products.map((product) => (
              <Plan
                key={product.slug}
                product={product}
                chosen={product.slug === plan}
                held={held.some(({ product_id }) => product_id === product.id)}
              />
            ))}
          </ul>
        )}
      </div>
      <ul className="border-line text-soft mt-12 grid gap-x-10 gap-y-6 border-t pt-8 text-[0.9375rem] sm:grid-cols-3">
        {promises.map(([title, text]) => (
          <li key={title}>
            <span className="text-ink font-medium">{title}</span>
            <br />
            {text}
          </li>
        ))}
      </ul>
    </Page>
  )
}

function Plan({ product, chosen, held }: { product: Product; chosen: boolean; held: boolean }) {
  const { trial_interval: unit, trial_interval_count: count } = product
  const trial = unit && count ? `${count}-${unit} free trial` : null
  const monthly = product.recurring_interval === 'year' && {
    ...product,
    amount: Math.round(product.amount / 12),
  }
  return (
    <li className={`card flex flex-col p-6 sm:p-7 ${chosen ? 'outline-pine outline-2' : ''}`}>
      <div className="flex min-h-8 flex-wrap items-center justify-between gap-x-3">
        <h2 className="text-2xl">{product.name}</h2>
        {held && <Badge tone="good">Your plan</Badge>}
      </div>
      <p className="mt-5 flex items-baseline gap-2">
        <span className="text-4xl font-semibold tracking-tight tabular-nums">{formatMoney(product)}</span>
        {product.recurring_interval && <span className="text-soft">per {product.recurring_interval}</span>}
      </p>
      <p className="text-soft mt-1 min-h-6 text-sm">
        {monthly && `${formatMoney(monthly)} a month`}
        {monthly && trial && ' · '}
        {trial && <span className="text-pine font-medium">{trial}</span>}
      </p>
      <p className="mt-4 mb-7">{product.description}</p>
      {held ? (
        <Link to="/settings" className="button button-quiet mt-auto">
          Manage in settings
        </Link>
      ) : (
        <BuyButton product={product} label={trial ? 'Start free trial' : `Choose ${product.name}`} />
      )}
    </li>
  )
}

function BuyButton({ product, label }: { product: Product; label: string }) {
  const { session, isPending } = useSession()
  const navigate = useNavigate()
  const [loading, setLoading] = useState(false)

  async function buy() {
    if (!session) return navigate({ to: '/sign-up', search: { plan: product.slug } })
    setLoading(true)
    try {
      const { url, error } = await authClient.checkout({ slug: product.slug })
      if (error) toast.error(error.message ?? 'This plan can’t be bought right now.')
      else window.location.href = url
    } catch {
      toast.error('Unable to open checkout. Nothing was charged. Please try again.')
    } finally {
      setLoading(false)
    }
  }

  return (
    <button
      type="button"
      onClick={buy}
      disabled={loading || isPending}
      className="button button-solid mt-auto"
    >
      {loading ? 'Loading...' : label}
    </button>
  )
}

function useProducts(): Products {
  const [products, setProducts] = useState<Products>({ kind: 'reading' })
  useEffect(() => {
    fetch('/api/products')
      .then((response) => (response.ok ? response.json() : Promise.reject(new Error('unreachable'))))
      .then((answer: { products: Product[] }) => setProducts({ kind: 'read', ...answer }))
      .catch(() => setProducts({ kind: 'unreachable' }))
  }, [])
  return products
}
