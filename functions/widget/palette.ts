// The report's colours, light and dark. Hues keep apart for every common kind of colour blindness (after Okabe and Ito:
// blue, vermilion, bluish green, purple, ochre), and no chart tells its series apart by colour alone.

export interface Palette {
  /** Behind everything, and behind figures. */
  readonly paper: string
  readonly surface: string
  /** Body text, secondary text, links. */
  readonly ink: string
  readonly quiet: string
  readonly link: string
  /** Hairlines and chart grids. */
  readonly rule: string
  readonly grid: string
  /** Series. */
  readonly demand: string
  readonly demandFill: string
  readonly penumbra: string
  readonly tracking: string
  readonly fast: string
  readonly hourly: string
  readonly pool: string
  readonly oracle: string
}

export const lightPalette: Palette = {
  paper: '#f7f7f4',
  surface: '#ffffff',
  ink: '#16191d',
  quiet: '#565d66',
  link: '#0a569e',
  rule: '#dcded9',
  grid: '#eaebe7',
  demand: '#757d86',
  demandFill: '#dfe2e4',
  penumbra: '#0b62b0',
  tracking: '#c4500c',
  fast: '#8d3f87',
  hourly: '#7b6500',
  pool: '#4c5560',
  oracle: '#007a5c',
}

export const darkPalette: Palette = {
  paper: '#0f1215',
  surface: '#161a1e',
  ink: '#e7eaed',
  quiet: '#9fa8b2',
  link: '#84c2ff',
  rule: '#2b3138',
  grid: '#22272d',
  demand: '#8b959f',
  demandFill: '#2e353c',
  penumbra: '#62b4ff',
  tracking: '#ff9c52',
  fast: '#dc9fd8',
  hourly: '#d9c350',
  pool: '#b3bcc6',
  oracle: '#44cfa0',
}

export type Tone = 'ink' | 'demand' | 'penumbra' | 'tracking' | 'fast' | 'hourly' | 'pool' | 'oracle'

const tones: Readonly<Record<string, Tone>> = {
  penumbra: 'penumbra',
  'target-tracking': 'tracking',
  'target-tracking-fast': 'fast',
  'predictive-hourly': 'hourly',
  'static-pool': 'pool',
  oracle: 'oracle',
}

/** The colour of a policy family; families nobody has heard of share the neutral one. */
export function toneOfFamily(family: string): Tone {
  return tones[family] ?? 'pool'
}

/** Custom properties for both themes: the system's choice, unless the page's toggle has set `data-theme`. */
export function paletteCss(): string {
  const light = properties(lightPalette)
  const dark = properties(darkPalette)
  return [
    `:root{color-scheme:light;${light}}`,
    `@media (prefers-color-scheme:dark){:root{color-scheme:dark;${dark}}}`,
    `:root[data-theme=light]{color-scheme:light;${light}}`,
    `:root[data-theme=dark]{color-scheme:dark;${dark}}`,
    `@media print{:root,:root[data-theme]{color-scheme:light;${light}}}`,
  ].join('\n')
}

function properties(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, colour]) => `--${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}:${colour};`)
    .join('')
}
