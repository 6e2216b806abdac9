import { type AnswerDependencies, answerWidget } from './answer-widget.ts'

/** Answers CloudWatch's question for a custom widget, see answer-widget.ts. */
export function makeHandler(deps: AnswerDependencies) {
  return (event: unknown, context: { readonly invokedFunctionArn?: string }): Promise<string> =>
    answerWidget(deps, event, context.invokedFunctionArn)
}
