import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import pg from 'pg'

/** Between a client and its PostgreSQL: it forwards every byte, and loses the connection when it is told to. */
export interface Proxy {
  /** The same database, reached through here. */
  config: pg.PoolConfig
  /** Cuts every connection that there is now. */
  cut(): void
  /**
   * Cuts the next connection that commits: before the COMMIT arrives, or after it was carried out and before its answer
   * passes. Null: none.
   */
  cutAtCommit(when: 'before' | 'after' | null): void
  /** From now on nobody is let through; and again. */
  refuse(isRefusing: boolean): void
  /** How many COMMITs were cut so far. */
  cuts(): number
  /** How often so far a client asked again after it had been answered. */
  ways(): number
  close(): Promise<void>
}

const commit = Buffer.from('commit\0')
const committed = Buffer.from('COMMIT\0')

export async function openProxy(stored: pg.PoolConfig): Promise<Proxy> {
  const { host, port, user, password, database } = new pg.Client(stored)
  const upstreamAt = host.startsWith('/')
    ? { path: `${host}/.s.PGSQL.${port}` }
    : { host, port, noDelay: true }
  const open = new Set<Socket>()
  let armed: 'before' | 'after' | null = null
  let refusing = false
  let cuts = 0
  let ways = 0

  const server = createServer({ noDelay: true }, (client) => {
    if (refusing) {
      client.destroy()
      return
    }
    const upstream = connect(upstreamAt)
    let answerIsLost = false
    let isAnswered = true
    const end = () => {
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.on('error', end)
      socket.on('close', () => {
        open.delete(socket)
        end()
      })
    }
    client.on('data', (bytes) => {
      if (isAnswered) ways++
      isAnswered = false
      if (armed && bytes.includes(commit)) {
        cuts++
        answerIsLost = armed === 'after'
        armed = null
        if (!answerIsLost) return end()
      }
      upstream.write(bytes)
    })
    upstream.on('data', (bytes) => {
      isAnswered = true
      if (!answerIsLost) client.write(bytes)
      // What was sent with it is answered first; only its own answer shows that it was carried out.
      else if (bytes.includes(committed)) end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address() as AddressInfo

  return {
    config: { host: '127.0.0.1', port: address.port, user, password: password ?? undefined, database },
    cut: () => open.forEach((socket) => void socket.destroy()),
    cutAtCommit: (when) => void (armed = when),
    refuse: (isRefusing) => void (refusing = isRefusing),
    cuts: () => cuts,
    ways: () => ways,
    async close() {
      const closed = once(server, 'close')
      server.close()
      open.forEach((socket) => void socket.destroy())
      await closed
    },
  }
}
