// The arithmetic of training, in AssemblyScript: 32-bit floats, four at a time, with fused multiply and add. Matrices are rows
// of floats one after the other; every argument that is called an address is one in bytes.

const rows: i32 = 6
const columns: i32 = 8

function packLeft(m: i32, k: i32, a: usize, rowStride: i32, stepStride: i32, packed: usize): void {
  let at = packed
  for (let i = 0; i < m; i += rows) {
    for (let step = 0; step < k; step++) {
      for (let r = 0; r < rows; r++) {
        const value: f32 = i + r < m ? load<f32>(a + (((i + r) * rowStride + step * stepStride) << 2)) : 0
        store<f32>(at, value)
        at += 4
      }
    }
  }
}

function packRight(n: i32, k: i32, b: usize, stride: i32, packed: usize): void {
  let at = packed
  for (let j = 0; j < n; j += columns) {
    const whole = j + columns <= n
    for (let step = 0; step < k; step++) {
      const from = b + ((step * stride + j) << 2)
      if (whole) {
        v128.store(at, v128.load(from))
        v128.store(at, v128.load(from, 16), 16)
      } else {
        for (let c = 0; c < columns; c++) store<f32>(at + (c << 2), j + c < n ? load<f32>(from + (c << 2)) : 0)
      }
      at += 32
    }
  }
}

// @ts-ignore: decorator
@inline
function addTo(at: usize, low: v128, high: v128): void {
  v128.store(at, f32x4.add(v128.load(at), low))
  v128.store(at, f32x4.add(v128.load(at, 16), high), 16)
}

/** Six rows by eight columns, all sums in registers, added to what stands at `c`. */
function tile(k: i32, left: usize, right: usize, c: usize, stride: usize): void {
  let a0 = f32x4.splat(0), b0 = a0, a1 = a0, b1 = a0, a2 = a0, b2 = a0
  let a3 = a0, b3 = a0, a4 = a0, b4 = a0, a5 = a0, b5 = a0
  for (let step = 0; step < k; step++) {
    const low = v128.load(right)
    const high = v128.load(right, 16)
    let x = v128.load_splat<f32>(left)
    a0 = f32x4.relaxed_madd(x, low, a0)
    b0 = f32x4.relaxed_madd(x, high, b0)
    x = v128.load_splat<f32>(left, 4)
    a1 = f32x4.relaxed_madd(x, low, a1)
    b1 = f32x4.relaxed_madd(x, high, b1)
    x = v128.load_splat<f32>(left, 8)
    a2 = f32x4.relaxed_madd(x, low, a2)
    b2 = f32x4.relaxed_madd(x, high, b2)
    x = v128.load_splat<f32>(left, 12)
    a3 = f32x4.relaxed_madd(x, low, a3)
    b3 = f32x4.relaxed_madd(x, high, b3)
    x = v128.load_splat<f32>(left, 16)
    a4 = f32x4.relaxed_madd(x, low, a4)
    b4 = f32x4.relaxed_madd(x, high, b4)
    x = v128.load_splat<f32>(left, 20)
    a5 = f32x4.relaxed_madd(x, low, a5)
    b5 = f32x4.relaxed_madd(x, high, b5)
    left += 24
    right += 32
  }
  addTo(c, a0, b0)
  addTo(c + stride, a1, b1)
  addTo(c + 2 * stride, a2, b2)
  addTo(c + 3 * stride, a3, b3)
  addTo(c + 4 * stride, a4, b4)
  addTo(c + 5 * stride, a5, b5)
}

/** A tile that reaches beyond the edge is summed in scratch, and only what lies inside is added. */
function edgeTile(k: i32, left: usize, right: usize, c: usize, stride: usize, m: i32, n: i32, scratch: usize): void {
  memory.fill(scratch, 0, rows * columns * 4)
  tile(k, left, right, scratch, columns * 4)
  for (let r = 0; r < m; r++) {
    for (let j = 0; j < n; j++) {
      const at = c + <usize>r * stride + (j << 2)
      store<f32>(at, load<f32>(at) + load<f32>(scratch + ((r * columns + j) << 2)))
    }
  }
}

/**
 * C (m × n) += A (m × k) · B (k × n). Element (i, step) of A stands `i · rowStride + step · stepStride` floats after its
 * address, so that A can be read as its transpose; rows of B and C are n floats apart. `scratch` has room for both packed
 * matrices and a tile.
 */
export function multiplyAdd(
  m: i32, n: i32, k: i32, a: usize, rowStride: i32, stepStride: i32, b: usize, c: usize, scratch: usize,
): void {
  const left = scratch + rows * columns * 4
  const right = left + ((m + rows - 1) / rows) * rows * k * 4
  packLeft(m, k, a, rowStride, stepStride, left)
  packRight(n, k, b, n, right)
  const stride: usize = n << 2
  for (let j = 0; j < n; j += columns) {
    const panel = right + ((j * k) << 2)
    for (let i = 0; i < m; i += rows) {
      const at = c + ((i * n + j) << 2)
      const strip = left + ((i * k) << 2)
      if (i + rows <= m && j + columns <= n) tile(k, strip, panel, at, stride)
      else edgeTile(k, strip, panel, at, stride, min(rows, m - i), min(columns, n - j), scratch)
    }
  }
}

/** B (columns × rows) = transpose of A (rows × columns). */
export function transpose(rowCount: i32, columnCount: i32, a: usize, b: usize): void {
  for (let i = 0; i < rowCount; i++) {
    for (let j = 0; j < columnCount; j++) store<f32>(b + ((j * rowCount + i) << 2), load<f32>(a + ((i * columnCount + j) << 2)))
  }
}

/** Every row of C becomes the one at `row`. */
export function fillRows(rowCount: i32, columnCount: i32, row: usize, c: usize): void {
  const bytes: usize = columnCount << 2
  for (let i = 0; i < rowCount; i++) memory.copy(c + <usize>i * bytes, row, bytes)
}

/** y += x. */
export function add(count: i32, x: usize, y: usize): void {
  let i = 0
  for (; i + 4 <= count; i += 4) v128.store(y + (i << 2), f32x4.add(v128.load(y + (i << 2)), v128.load(x + (i << 2))))
  for (; i < count; i++) store<f32>(y + (i << 2), load<f32>(y + (i << 2)) + load<f32>(x + (i << 2)))
}

/** What is below zero becomes zero. */
export function rectify(count: i32, y: usize): void {
  for (let i = 0; i < count; i++) store<f32>(y + (i << 2), max<f32>(0, load<f32>(y + (i << 2))))
}

/** The gradient g passes where the rectified y is above zero. */
export function rectifyGradient(count: i32, y: usize, g: usize): void {
  for (let i = 0; i < count; i++) if (load<f32>(y + (i << 2)) <= 0) store<f32>(g + (i << 2), 0)
}

/** row += the sum of the rows of C. */
export function addRows(rowCount: i32, columnCount: i32, c: usize, row: usize): void {
  for (let i = 0; i < rowCount; i++) add(columnCount, c + ((i * columnCount) << 2), row)
}

/** Sum of the squares. */
export function squares(count: i32, x: usize): f64 {
  let sum: f64 = 0
  for (let i = 0; i < count; i++) {
    const value: f64 = load<f32>(x + (i << 2))
    sum += value * value
  }
  return sum
}

/**
 * AdamW (Loshchilov and Hutter 2019): `mean` and `square` are the running moments of the gradient, `meanShare` and
 * `squareShare` what their start at zero has left out so far. The count is a multiple of four.
 */
export function adam(
  count: i32, weights: usize, gradient: usize, mean: usize, square: usize,
  rate: f32, decay: f32, gradientFactor: f32, meanShare: f32, squareShare: f32,
): void {
  const keepMean = f32x4.splat(0.9), takeMean = f32x4.splat(0.1)
  const keepSquare = f32x4.splat(0.999), takeSquare = f32x4.splat(0.001)
  const factor = f32x4.splat(gradientFactor), tiny = f32x4.splat(1e-8)
  const step = f32x4.splat(rate / meanShare), root = f32x4.splat(<f32>(1 / Math.sqrt(squareShare)))
  const shrink = f32x4.splat(1 - rate * decay)
  for (let i: usize = 0; i < <usize>count << 2; i += 16) {
    const g = f32x4.mul(v128.load(gradient + i), factor)
    const m = f32x4.add(f32x4.mul(keepMean, v128.load(mean + i)), f32x4.mul(takeMean, g))
    const v = f32x4.add(f32x4.mul(keepSquare, v128.load(square + i)), f32x4.mul(takeSquare, f32x4.mul(g, g)))
    v128.store(mean + i, m)
    v128.store(square + i, v)
    const change = f32x4.div(f32x4.mul(step, m), f32x4.add(f32x4.mul(f32x4.sqrt(v), root), tiny))
    v128.store(weights + i, f32x4.sub(f32x4.mul(shrink, v128.load(weights + i)), change))
  }
}
