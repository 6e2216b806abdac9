// How far long work has come: a bar where somebody watches, a line every 10 % where a log is kept.
import cliProgress from 'cli-progress'

export interface Progress {
  /** @param value how much of the total is done */
  update(value: number): void
  /** Ends the display; the last state stays visible. May be called more than once. */
  stop(): void
}

/** Where progress is written; standard error, so that standard output stays clean for data. */
export interface ProgressStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean
}

/**
 * @param total what counts as done, in the caller's unit
 * @param stream standard error by default
 */
export function createProgress(label: string, total: number, stream: ProgressStream = process.stderr): Progress {
  return stream.isTTY ? barProgress(label, total, stream) : lineProgress(label, total, stream)
}

function barProgress(label: string, total: number, stream: ProgressStream): Progress {
  const bar = new cliProgress.SingleBar({
    stream,
    format: '{label}  {bar}  {percentage} %  {eta_formatted} left',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 32,
    hideCursor: true,
    etaBuffer: 200,
  })
  bar.start(Math.max(total, 1), 0, { label })
  return { update: value => bar.update(Math.min(value, total)), stop: () => bar.stop() }
}

function lineProgress(label: string, total: number, stream: ProgressStream): Progress {
  let toldTenths = 0
  return {
    update(value) {
      const tenths = Math.min(10, Math.floor((10 * value) / Math.max(total, 1)))
      if (tenths <= toldTenths) return
      toldTenths = tenths
      stream.write(`${label}: ${tenths * 10} %\n`)
    },
    stop() {},
  }
}
