// The colours of widgets and report, light and dark. Hues keep apart for every common kind of colour blindness (after Okabe
// and Ito: blue, vermilion, bluish green, purple, ochre), and no chart tells its series apart by colour alone.
import type { Theme } from './widget-data.ts'

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
  /** What wants to be noticed. */
  readonly alarm: string
  /** Series. */
  readonly demand: string
  readonly demandFill: string
  readonly penumbra: string
  readonly tracking: string
  readonly fast: string
  readonly hourly: string
  readonly pool: string
  readonly oracle: string
  /** Instances that are not in service, by what they are doing, and the instances that demand needs. */
  readonly pending: string
  readonly shadow: string
  readonly warmRunning: string
  readonly warmStopped: string
  readonly draining: string
  readonly needed: string
}

export const lightPalette: Palette = {
  paper: '#f7f7f4',
  surface: '#ffffff',
  ink: '#16191d',
  quiet: '#565d66',
  link: '#0a569e',
  rule: '#dcded9',
  grid: '#eaebe7',
  alarm: '#b3261e',
  demand: '#757d86',
  demandFill: '#dfe2e4',
  penumbra: '#0b62b0',
  tracking: '#c4500c',
  fast: '#8d3f87',
  hourly: '#7b6500',
  pool: '#4c5560',
  oracle: '#007a5c',
  pending: '#8a6a00',
  shadow: '#8d3f87',
  warmRunning: '#00785a',
  warmStopped: '#5d7f74',
  draining: '#757d86',
  needed: '#a83c00',
}

export const darkPalette: Palette = {
  paper: '#0f1215',
  surface: '#161a1e',
  ink: '#e7eaed',
  quiet: '#9fa8b2',
  link: '#84c2ff',
  rule: '#2b3138',
  grid: '#22272d',
  alarm: '#ff8f85',
  demand: '#8b959f',
  demandFill: '#2e353c',
  penumbra: '#62b4ff',
  tracking: '#ff9c52',
  fast: '#dc9fd8',
  hourly: '#d9c350',
  pool: '#b3bcc6',
  oracle: '#44cfa0',
  pending: '#e0c24a',
  shadow: '#dc9fd8',
  warmRunning: '#44cfa0',
  warmStopped: '#7fa596',
  draining: '#8b959f',
  needed: '#ffb07a',
}

export const palettes: Readonly<Record<Theme, Palette>> = { light: lightPalette, dark: darkPalette }

/** What can have a colour of its own. */
export type Tone = Exclude<keyof Palette, 'paper' | 'surface' | 'rule' | 'grid' | 'demandFill'>

const toneOfPolicy: ReadonlyMap<string, Tone> = new Map<string, Tone>([
  ['penumbra', 'penumbra'],
  ['target-tracking', 'tracking'],
  ['target-tracking-fast', 'fast'],
  ['predictive-hourly', 'hourly'],
  ['static-pool', 'pool'],
  ['oracle', 'oracle'],
])

/** The colour of a policy family; families nobody has heard of share the neutral one. */
export function toneOfFamily(family: string): Tone {
  return toneOfPolicy.get(family) ?? 'pool'
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

/** Every colour as a custom property: '--demand-fill:#dfe2e4;'. */
export function properties(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, colour]) => `--${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}:${colour};`)
    .join('')
}

/**
 * A colour laid thinly over another.
 * @param share of the upper colour, 0 to 1
 * @returns '#rrggbb'
 */
export function mix(upper: string, lower: string, share: number): string {
  const channels = [1, 3, 5].map(at => {
    const [above, below] = [upper, lower].map(colour => Number.parseInt(colour.slice(at, at + 2), 16))
    return Math.round(below + (above - below) * share)
  })
  return `#${channels.map(channel => channel.toString(16).padStart(2, '0')).join('')}`
}
