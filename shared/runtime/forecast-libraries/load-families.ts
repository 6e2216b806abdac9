// The families that published libraries compute. Each is WebAssembly, so it is loaded when it is named, and once.
import type { ForecastLibrary } from './forecast-library.ts'
import { type LibraryFamily, libraryFamily } from './library-family.ts'

const loaders = {
  ets: async () => (await import('./ets.ts')).loadEts(),
  mstl: async () => (await import('./mstl.ts')).loadMstl(),
  prophet: async () => (await import('./prophet.ts')).loadProphet(),
  arima: async () => (await import('./arima.ts')).loadArima(),
} as const satisfies Readonly<Record<string, () => Promise<ForecastLibrary>>>

export type LibraryName = keyof typeof loaders

export function isLibraryName(name: string): name is LibraryName {
  return Object.hasOwn(loaders, name)
}

const loaded = new Map<LibraryName, Promise<LibraryFamily>>()

/** @throws where its WebAssembly cannot be read; it is then tried again when it is named again */
export async function loadLibraryFamily(name: LibraryName): Promise<LibraryFamily> {
  const family = loaded.get(name) ?? loaders[name]().then(libraryFamily)
  loaded.set(name, family)
  try {
    return await family
  } catch (error) {
    loaded.delete(name)
    throw error
  }
}
