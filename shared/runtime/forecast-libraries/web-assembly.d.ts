// Types of WebAssembly as far as the forecast libraries use it: those of the browser's library would bring the whole browser.

declare namespace WebAssembly {
  class Instance {
    readonly exports: Readonly<Record<string, unknown>>
    constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>)
  }
  function compile(bytes: Uint8Array): Promise<Module>
}
