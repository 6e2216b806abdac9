// The style of a chart inside a widget; see chart-frame.ts for what it dresses.

export const chartStyle = `
.pw .chart{container-type:inline-size;margin-top:1.1em}
.pw .chart-head{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.15em 1.6em;padding-bottom:.7em;font-size:.929em}
.pw .chart-head .unit{color:var(--quiet)}
.pw .legend{display:flex;flex-wrap:wrap;gap:.15em 1.3em}
.pw .legend b{font-weight:600}
.pw .swatch{display:inline-block;width:1.35em;height:0;margin-right:.5em;border-top:2px solid var(--tone);vertical-align:.25em}
.pw .swatch.hairline{border-top-width:1px}
.pw .swatch.dashed{border-top-style:dashed}
.pw .swatch.dotted{border-top-style:dotted}
.pw .swatch.area,.pw .swatch.band,.pw .swatch.layer,.pw .swatch.halfband{height:.8em;border-top:1.5px solid var(--tone);background:var(--tint);vertical-align:-.06em}
.pw .swatch.band,.pw .swatch.halfband{border:0;background:var(--tone);opacity:.26}
.pw .swatch.halfband{opacity:.55}
.pw .swatch.area.tone-demand{background:var(--demand-fill)}
.pw .swatch.dot{width:.65em;height:.65em;border:0;border-radius:50%;background:var(--tone);vertical-align:0}
.pw .frame{display:grid;grid-template-columns:3.4em minmax(0,1fr);padding-right:.5em;color:var(--quiet);font-size:.929em;line-height:1}
.pw .y-axis{position:relative;margin-top:1.1em}
.pw .y-axis span{position:absolute;right:.7em;white-space:nowrap;transform:translateY(50%)}
.pw .x-axis{grid-column:2;position:relative;height:1.9em}
.pw .x-axis span{position:absolute;top:.7em;white-space:nowrap;transform:translateX(-50%)}
.pw .x-axis span::before{content:"";position:absolute;left:50%;top:-.7em;height:.35em;border-left:1px solid var(--rule)}
.pw .x-axis .level-1,.pw .x-axis .level-2{display:none}
@container (min-width:34em){.pw .x-axis .level-1{display:block}}
@container (min-width:56em){.pw .x-axis .level-2{display:block}}
.pw .plot{position:relative;margin-top:1.1em;height:var(--height,14em);border-bottom:1px solid var(--quiet)}
.pw .plot svg{position:absolute;inset:0;display:block;width:100%;height:100%;overflow:visible}
.pw .plot path{vector-effect:non-scaling-stroke;fill:none;stroke:var(--tone);stroke-width:.115em;stroke-linejoin:round}
.pw .plot path.grid{stroke:var(--grid);stroke-width:1px}
.pw .plot path.hairline{stroke-width:.08em}
.pw .plot path.dashed{stroke-dasharray:.36em .24em;stroke-width:.09em}
.pw .plot path.dotted{stroke-dasharray:.02em .3em;stroke-linecap:round;stroke-width:.16em}
.pw .plot path.area{fill:var(--demand-fill);stroke:none}
.pw .plot path.band{fill:var(--tone);fill-opacity:.26;stroke:none}
.pw .plot path.halfband{fill:var(--tone);fill-opacity:.38;stroke:none}
.pw .plot path.layer{fill:var(--tint);stroke-width:.06em}
.pw .plot path.limit{stroke-width:.24em}
.pw .plot path.cursor{stroke:var(--ink);stroke-width:1px}
.pw .plot .veil{fill:var(--surface);fill-opacity:.62}
.pw .note{position:absolute;color:var(--ink);white-space:nowrap;pointer-events:none;text-shadow:0 0 2px var(--surface),0 0 3px var(--surface),0 0 6px var(--surface)}
.pw .note.cursor,.pw .note.cursor-left{margin-top:-1.25em;font-weight:600}
.pw .note.cursor-left{transform:translateX(-100%)}
`
