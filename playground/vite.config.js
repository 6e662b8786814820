import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

// Shared memory, and with it a second thread, needs an isolated page.
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

const repository = fileURLToPath(new URL('..', import.meta.url))

/** The page for curves stands at fit/ here too, as in what is built; fit.config.js builds it. */
const fitPage = {
  name: 'fit-page',
  configureServer({ middlewares }) {
    middlewares.use((request, _, next) => {
      request.url = request.url.replace(/^\/fit\/(?=$|[?#])/, '/fit/index.html')
      request.url = request.url.replace(/^\/fit\//, `/@fs/${repository}examples/fit/`)
      next()
    })
  },
}

export default defineConfig({
  // A static site that works in any folder of a server.
  base: './',
  resolve: {
    alias: [
      { find: /^woodbury$/, replacement: `${repository}dist/src/index.js` },
      { find: /^woodbury\/operators$/, replacement: `${repository}dist/src/operators/index.js` },
      { find: /^woodbury\/curve$/, replacement: `${repository}dist/src/curve/index.js` },
    ],
  },
  plugins: [fitPage],
  server: { headers, open: false, fs: { allow: [repository] } },
  preview: { headers },
  worker: { format: 'es' },
  build: { target: 'es2022' },
})
