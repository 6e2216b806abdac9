// Answers of the console's server as plain data; console-server.ts sends them.

export interface Answer {
  readonly status: 200 | 400 | 404 | 405 | 421 | 500
  /** Content type. */
  readonly type: string
  readonly body: string | Buffer
  /** Content-Security-Policy, where it is not the console's own. */
  readonly policy?: string
}

export const htmlType = 'text/html; charset=utf-8'
export const jsonType = 'application/json; charset=utf-8'
export const scriptType = 'text/javascript; charset=utf-8'
export const styleType = 'text/css; charset=utf-8'

export function found(type: string, body: string | Buffer): Answer {
  return { status: 200, type, body }
}

/** One clear line. */
export function refused(status: Exclude<Answer['status'], 200>, message: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body: `${message.replace(/\s*[\r\n]+\s*/g, ' ')}\n` }
}

/** Somebody else's text in a message: in quotes, on one line, and not endless. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}
