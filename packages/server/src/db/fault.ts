import pg from 'pg'

interface Kind {
  why: 'conflict' | 'busy' | 'unreachable'
  /** What was asked left nothing behind. Otherwise the answer was lost, and that is not known. */
  isUndone: boolean
}

/** The database could not do now what it was asked; another time it may. */
export class DatabaseFault extends Error {
  override readonly name = 'DatabaseFault'
  readonly why: Kind['why']
  readonly isUndone: boolean

  constructor({ why, isUndone }: Kind, cause: unknown) {
    const told = cause instanceof Error ? cause.message : String(cause)
    super(`The database could not answer (${why}): ${told}`, { cause })
    this.why = why
    this.isUndone = isUndone
  }

  /** The same, of a transaction that had not asked for its COMMIT: nothing of it stays. */
  undone(): DatabaseFault {
    return this.isUndone ? this : new DatabaseFault({ why: this.why, isUndone: true }, this.cause)
  }
}

/** SQLSTATEs, or the class that they begin with. */
const kinds: [states: readonly string[], kind: Kind][] = [
  // Two stood in each other's way, and this one was undone.
  [['40001', '40P01'], { why: 'conflict', isUndone: true }],
  // Waited too long for a lock or for an answer; no disk, memory or connection left.
  [['55P03', '57014', '53'], { why: 'busy', isUndone: true }],
  // The server ends, refuses, only reads because another one leads, or lost its disk.
  [['08', '57P', '25P03', '25006', '58'], { why: 'unreachable', isUndone: false }],
]

/** What a failed query says of the database itself. Null: the query is wrong, or a constraint refuses it. */
export function faultOfQuery(error: unknown): DatabaseFault | null {
  if (error instanceof pg.DatabaseError) {
    if (isPlanOutdated(error)) return new DatabaseFault({ why: 'conflict', isUndone: true }, error)
    const found = kinds.find(([states]) => states.some((state) => error.code?.startsWith(state)))
    return found ? new DatabaseFault(found[1], error) : null
  }
  // The driver tells of a broken connection by a plain error; what is wrong with the query has a type of its own.
  const isOfConnection = error instanceof Error && error.constructor === Error
  return isOfConnection ? new DatabaseFault({ why: 'unreachable', isUndone: false }, error) : null
}

/** A migration changed a table since this connection first asked this: its plan gives columns that are no more. */
export function isPlanOutdated(error: unknown): boolean {
  return (
    error instanceof pg.DatabaseError && error.code === '0A000' && error.routine === 'RevalidateCachedQuery'
  )
}

/** Where there is no connection, nothing was asked yet. */
export function faultOfConnecting(error: unknown): DatabaseFault {
  const hasWaited = error instanceof Error && error.message.includes('timeout')
  return new DatabaseFault({ why: hasWaited ? 'busy' : 'unreachable', isUndone: true }, error)
}
