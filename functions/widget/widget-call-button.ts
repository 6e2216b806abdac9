// A click that makes CloudWatch call a Lambda function and show its answer. `<cwdb-action>` works on the element immediately
// before it; what it holds are the parameters, JSON (docs "Interactivity in the custom widget in CloudWatch").
import { html, Markup } from './escape-html.ts'

/**
 * @param display 'popup': in a window of its own; 'widget': in the place of this widget
 * @param endpoint ARN of the function
 */
export function renderCall(
  label: Markup | string,
  endpoint: string,
  parameters: Readonly<Record<string, string>>,
  display: 'popup' | 'widget',
): Markup {
  return html`<button type="button" class="call">${label}</button><cwdb-action action="call" display="${display}" endpoint="${endpoint}">${plainJson(parameters)}</cwdb-action>`
}

/** JSON in which nothing means anything in HTML, so that it is the same whether or not somebody decodes entities. */
function plainJson(value: unknown): Markup {
  return new Markup(
    JSON.stringify(value).replace(/[<>&]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
  )
}
