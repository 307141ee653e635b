import { Polar } from "@polar-sh/sdk";

export function createPolarClient(config: { POLAR_ACCESS_TOKEN: string }) {
  return new Polar({ accessToken: config.POLAR_ACCESS_TOKEN, server: "sandbox" });
}
