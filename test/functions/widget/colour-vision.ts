// Colours as different eyes see them. Contrast as WCAG 2.2 defines it (success criteria 1.4.3 and 1.4.11); deficiencies
// after Machado, Oliveira and Fernandes 2009, "A Physiologically-based Model for Simulation of Color Vision Deficiency",
// severity 1; differences as CIE76 in CIELAB, where 2.3 can just be noticed.

type Vector = readonly [number, number, number]

export const eyes = {
  ordinary: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopic: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopic: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopic: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const satisfies Readonly<Record<string, readonly Vector[]>>

export type Eyes = keyof typeof eyes

export function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(linearRgb(a)), luminance(linearRgb(b))].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

export function seenDifference(a: string, b: string, who: Eyes): number {
  const [left, right] = [a, b].map(colour => lab(seen(linearRgb(colour), who)))
  return Math.hypot(...left.map((value, at) => value - right[at]))
}

function linearRgb(colour: string): Vector {
  const [r, g, b] = [1, 3, 5].map(at => linear(Number.parseInt(colour.slice(at, at + 2), 16) / 255))
  return [r, g, b]
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
}

function luminance([r, g, b]: Vector): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function seen(rgb: Vector, who: Eyes): Vector {
  const [r, g, b] = eyes[who].map(row => Math.min(1, Math.max(0, row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2])))
  return [r, g, b]
}

function lab([r, g, b]: Vector): Vector {
  const x = root((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047)
  const y = root(luminance([r, g, b]))
  const z = root((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

function root(value: number): number {
  return value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116
}
