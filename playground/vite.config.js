import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

// Shared memory, and with it a second thread, needs an isolated page.
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

const repository = fileURLToPath(new URL('..', import.meta.url))

export default defineConfig({
  // A static site that works in any folder of a server.
  base: './',
  resolve: { alias: { woodbury: `${repository}dist/src/index.js` } },
  server: { headers, open: false, fs: { allow: [repository] } },
  preview: { headers },
  build: { target: 'es2022' },
})
