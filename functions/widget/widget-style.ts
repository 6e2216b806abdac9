// The style that all widgets share. Every rule is confined to `.pw`, so that it changes nothing around a widget; sizes are
// in em, so that the widget's own font size scales all of it; layouts follow the width that the widget really has.
import { mix, type Palette, palettes, properties, type Tone } from './palette.ts'
import type { Theme } from './widget-data.ts'

/**
 * Share of a series' colour in its tint: light enough for letters and lines on it. The rungs of the fleet ladder lie on one
 * another and are told apart by lightness too, for any eyes; what is stopped is all but hollow.
 */
const tintShare = 0.34
const tintShares: Partial<Readonly<Record<Tone, number>>> = {
  shadow: 0.45,
  warmRunning: 0.45,
  warmStopped: 0.08,
  draining: 0.25,
}

const tones: readonly Tone[] = [
  'ink',
  'quiet',
  'link',
  'alarm',
  'demand',
  'penumbra',
  'tracking',
  'fast',
  'hourly',
  'pool',
  'oracle',
  'pending',
  'shadow',
  'warmRunning',
  'warmStopped',
  'draining',
  'needed',
]

const base = `
.pw{container-type:inline-size;box-sizing:border-box;margin:0;padding:1.15em 1.3em 1em;background:var(--surface);color:var(--ink);font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif;font-weight:400;line-height:1.45;text-align:left;font-variant-numeric:tabular-nums lining-nums;overflow-wrap:anywhere}
.pw *,.pw *::before,.pw *::after{box-sizing:border-box}
.pw header{display:flex;flex-wrap:wrap;align-items:baseline;gap:0 .8em}
.pw h2,.pw h3{margin:0;color:var(--ink);font-weight:600;line-height:1.3;letter-spacing:-.008em}
.pw h2{font-size:1.22em}
.pw h3{font-size:1em}
.pw p,.pw dl,.pw dd,.pw ol,.pw ul,.pw table{margin:0;padding:0}
.pw ol,.pw ul{list-style:none}
.pw .group{display:-webkit-box;min-width:0;overflow:hidden;color:var(--ink);font-weight:500;-webkit-box-orient:vertical;-webkit-line-clamp:3}
.pw .moment{margin-left:auto;color:var(--quiet);white-space:nowrap}
.pw .lead{max-width:60em;margin-top:.15em;color:var(--quiet);text-wrap:pretty}
.pw .summary{max-width:60em;margin-top:.9em;text-wrap:pretty}
.pw .missing{margin-top:1em;padding:1.6em 1.2em;border:1px dashed var(--rule);color:var(--quiet)}
.pw .missing b{color:var(--ink);font-weight:600}
.pw small{font-size:.875em}
.pw .vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.pw .nowrap{white-space:nowrap}
.pw a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:.18em}
.pw a:focus-visible,.pw summary:focus-visible{outline:2px solid var(--link);outline-offset:3px;border-radius:2px}
.pw .call{display:inline;max-width:100%;margin:0;padding:0;border:0;background:none;color:var(--link);font:inherit;text-align:left;cursor:pointer}
.pw .call:hover{text-decoration:underline}
.pw .call:focus-visible{outline:2px solid var(--link);outline-offset:3px;border-radius:2px}
.pw cwdb-action{display:none}
.pw .commands{margin-top:1em}
.pw .commands>div{padding:.55em 0;border-top:1px solid var(--rule)}
.pw .commands dt{color:var(--quiet)}
.pw .commands code,.pw .missing code{display:block;margin-top:.2em;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.929em;white-space:pre-wrap;user-select:all}
.pw .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,8.6em),1fr));gap:.7em 1.6em;margin-top:1em}
.pw .figures dt{color:var(--quiet)}
.pw .figures dd{line-height:1.25}
.pw .figures b{font-size:1.95em;font-weight:500;letter-spacing:-.02em;white-space:nowrap}
.pw .figures dd>span{color:var(--quiet);white-space:nowrap}
.pw .figures small{display:block;color:var(--quiet)}
.pw .terms{margin-top:1em;color:var(--quiet)}
.pw .terms summary{width:fit-content;padding:.15em 0;cursor:pointer}
.pw .terms summary:hover{color:var(--ink)}
.pw .terms dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,20em),1fr));gap:.7em 2em;padding-top:.6em}
.pw .terms dt{color:var(--ink);font-weight:600}
.pw .badge{display:inline-block;max-width:100%;padding:.05em .6em;border:1px solid var(--tone);border-radius:1em;color:var(--ink);font-weight:500;line-height:1.45}
.pw .badge.news{background:var(--tint);font-weight:650}
@media (prefers-reduced-motion:no-preference){.pw summary{transition:color .15s}}
@media (forced-colors:active){.pw svg *,.pw .swatch,.pw .bar{forced-color-adjust:none}}
`

/** Colours of one theme, and the rules that all widgets share. */
export function widgetStyle(theme: Theme): string {
  const palette = palettes[theme]
  return `.pw-${theme}{color-scheme:${theme};${properties(palette)}}${toneRules(theme, palette)}${base}`
}

/** A tone's own colour, its tint, and the colour of letters in it. */
function toneRules(theme: Theme, palette: Palette): string {
  return tones
    .map(tone => `.pw-${theme} .tone-${tone}{--tone:${palette[tone]};--tint:${tintOf(palette, tone)}}`)
    .join('')
}

/** The tint of a tone on a widget's background. */
export function tintOf(palette: Palette, tone: Tone): string {
  return mix(palette[tone], palette.surface, tintShares[tone] ?? tintShare)
}
