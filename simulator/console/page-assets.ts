// The page's script and style. The script is written in TypeScript like everything else, and bundled when the console
// starts: there is no build step to forget.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { paletteCss } from '../../functions/widget/palette.ts'

export interface PageAssets {
  readonly script: string
  readonly style: string
}

export function loadPageAssets(): PageAssets {
  const rules = readFileSync(new URL('./page/console.css', import.meta.url), 'utf8')
  return {
    script: bundle(fileURLToPath(new URL('./page/main.ts', import.meta.url))),
    style: `${paletteCss()}\n${rules}`,
  }
}

function bundle(entry: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
  })
  return outputFiles[0].text
}
