import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { basename } from 'node:path'

interface Published {
  folder: string
  tarball: string
}

/** Hands the packages out as npm's registry does, so that they are installed by their names. */
export async function serveRegistry(packages: readonly Published[]) {
  const server = createServer(({ url = '' }, response) => {
    const asked = decodeURIComponent(url.slice(1))
    const tarball = packages.find((one) => basename(one.tarball) === asked)
    if (tarball) return void response.end(readFileSync(tarball.tarball))
    const document = packages.map(({ folder, tarball: file }) => {
      const manifest = manifestIn(folder)
      const dist = { tarball: `${address()}/${basename(file)}` }
      return {
        name: manifest.name,
        'dist-tags': { latest: manifest.version },
        versions: { [manifest.version]: { ...manifest, dist } },
      }
    })
    const found = document.find(({ name }) => name === asked)
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(found ?? {}))
  })
  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { address: address(), close: () => void server.close() }
}

function manifestIn(folder: string) {
  return JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as { name: string; version: string }
}
