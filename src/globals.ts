/** What the declarations name and a project without the DOM's types may not know; where it does, this adds nothing. */
declare global {
  interface AbortController {}
  interface AbortSignal {}
  interface URL {}
  namespace WebAssembly {
    interface Memory {}
    interface Module {}
  }
}

export {}
