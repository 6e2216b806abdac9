// Types of WebAssembly as far as training uses it: those of the browser's library would bring the whole browser.

declare namespace WebAssembly {
  class Memory {
    readonly buffer: ArrayBuffer
    /** By that many pages of 64 KiB. */
    grow(pages: number): number
  }
  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>
  }
  function instantiate(
    bytes: Uint8Array,
    imports: Readonly<Record<string, Readonly<Record<string, () => void>>>>,
  ): Promise<{ readonly instance: Instance }>
}
