import { reactRouter } from '@react-router/dev/vite'
import { defineConfig, loadEnv } from 'vite'

export default defineConfig(({ mode }) => {
  // The server's half reads `process.env`, which Vite leaves alone.
  Object.assign(process.env, loadEnv(mode, import.meta.dirname, ''))
  return { plugins: [reactRouter()] }
})
