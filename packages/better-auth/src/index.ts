export * from './server.ts'
// Polar's own plugin has it here, too. For a browser it comes from `/client`, where nothing of the server is.
export { polarClient } from './client.ts'
