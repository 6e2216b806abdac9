import { Logger } from '@aws-lambda-powertools/logger'

/** What the functions need of a logger; production passes Powertools', the simulated region its own. */
export interface Log {
  info(message: string, details?: Record<string, unknown>): void
  warn(message: string, details?: Record<string, unknown>): void
  error(message: string, details?: Record<string, unknown>): void
}

/** Structured JSON lines on standard output. */
export function createLog(functionName: string): Log {
  const logger = new Logger({ serviceName: `penumbra-${functionName}` })
  return {
    info: (message, details = {}) => logger.info(message, details),
    warn: (message, details = {}) => logger.warn(message, details),
    error: (message, details = {}) => logger.error(message, details),
  }
}
