import { Logger } from '@aws-lambda-powertools/logger'

/** What the functions need of a logger; production passes Powertools', the simulated region its own. */
export interface Log {
  /** Not written unless the function is told to (POWERTOOLS_LOG_LEVEL=DEBUG). */
  debug(message: string, details?: Record<string, unknown>): void
  info(message: string, details?: Record<string, unknown>): void
  warn(message: string, details?: Record<string, unknown>): void
  error(message: string, details?: Record<string, unknown>): void
}

/** Structured JSON lines on standard output. */
export function createLog(functionName: string): Log {
  const logger = new Logger({ serviceName: `penumbra-${functionName}` })
  return {
    debug: (message, details = {}) => logger.debug(message, details),
    info: (message, details = {}) => logger.info(message, details),
    warn: (message, details = {}) => logger.warn(message, details),
    error: (message, details = {}) => logger.error(message, details),
  }
}
