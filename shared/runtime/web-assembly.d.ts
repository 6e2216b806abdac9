// Types of WebAssembly as far as it is used here: those of the browser's library would bring the whole browser.

declare namespace WebAssembly {
  class Memory {
    readonly buffer: ArrayBuffer
    /** By that many pages of 64 KiB. */
    grow(pages: number): number
  }
  class Instance {
    constructor(module: Module, imports: object)
    readonly exports: unknown
  }
  function compile(bytes: Uint8Array): Promise<Module>
  function instantiate(bytes: Uint8Array, imports: object): Promise<{ readonly instance: Instance }>
}
