declare module 'comlink/dist/esm/comlink.mjs' {
  export * from 'comlink'
}

declare module 'comlink/dist/esm/node-adapter.mjs' {
  import type { Endpoint } from 'comlink'

  export default function nodeEndpoint(endpoint: { postMessage(message: unknown): void }): Endpoint
}

/** What scripts/bundle.js writes: kernels and workers as text. */
declare module '#inline/*' {
  const text: string
  export default text
}

declare module '*.wasm' {
  const module: WebAssembly.Module
  export default module
}

declare module '*.wasm?module' {
  const module: WebAssembly.Module
  export default module
}
