/** `@/lib/auth-client` of the snippets: whichever client the app has that is shown. */
export const { authClient } = globalThis as unknown as { authClient: unknown }
