// Hears of every call of a client that the other side has answered, be it with an error that AWS might give too.
interface Context {
  readonly commandName?: string
}

type Next = (args: object) => Promise<object>

/** What this module needs of any SDK client. */
interface SdkClient {
  readonly middlewareStack: {
    add(middleware: (next: Next, context: Context) => Next, options: { name: string; step: 'initialize' }): void
  }
}

/** An emulator answers 500 and a page of HTML to what it does not know: no answer. */
function isAnswer(error: unknown): boolean {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } }
  return ($metadata?.httpStatusCode ?? 500) < 500
}

export function watchCalls(client: unknown, onAnswer: (operation: string) => void): void {
  const { middlewareStack } = client as SdkClient
  middlewareStack.add(
    (next, { commandName = '' }) => {
      const operation = commandName.replace(/Command$/, '')
      return async args => {
        try {
          const answer = await next(args)
          onAnswer(operation)
          return answer
        } catch (error) {
          if (isAnswer(error)) onAnswer(operation)
          throw error
        }
      }
    },
    { name: 'watchCalls', step: 'initialize' },
  )
}
