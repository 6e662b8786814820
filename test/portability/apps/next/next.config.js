import { fileURLToPath } from 'node:url'

const headers = [
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Embedder-Policy', value: 'require-corp' },
]

// The root is where the test's own files lie; the package needs nothing.
export default {
  turbopack: { root: fileURLToPath(new URL('../..', import.meta.url)) },
  headers: async () => [{ source: '/:path*', headers }],
  rewrites: async () => [{ source: '/report', destination: `${process.env.REPORT_URL}/report` }],
}
