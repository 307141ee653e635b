import type { ReactNode } from 'react'
import type { Tone } from '@verge/react'

const tones: Record<Tone, string> = {
  good: 'bg-pine-wash text-pine',
  notice: 'bg-amber-wash text-amber',
  problem: 'bg-rust-wash text-rust',
  quiet: 'bg-paper text-soft',
}

export function Notice({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <div
      role={tone === 'problem' ? 'alert' : 'status'}
      className={`rounded-xl border border-current/20 px-5 py-4 ${tones[tone]}`}
    >
      {children}
    </div>
  )
}

export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`rounded-full px-3 py-0.5 text-sm font-medium ${tones[tone]}`}>{children}</span>
}
