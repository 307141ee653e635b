import { Polar } from '@polar-sh/sdk'

export function createPolarClient(config: { POLAR_ACCESS_TOKEN: string; POLAR_SERVER: string }) {
  return new Polar({ accessToken: config.POLAR_ACCESS_TOKEN, serverURL: config.POLAR_SERVER })
}
