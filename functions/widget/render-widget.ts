// One widget as a piece of HTML: no script, nothing from elsewhere, every value escaped, at most 200 KB.
import { InputError } from '../../shared/domain/errors.ts'
import { renderAccuracy } from './accuracy.ts'
import { renderDecisions } from './decisions.ts'
import type { Markup } from './escape-html.ts'
import { renderFleetLadder } from './fleet-ladder.ts'
import { renderForecastFan } from './forecast-fan.ts'
import { renderGroups } from './groups.ts'
import { renderPeers } from './peers.ts'
import type { WidgetData, WidgetRequest } from './widget-data.ts'

/**
 * @returns HTML for a place inside a page
 * @throws InputError where the time or the width make no sense
 */
export function renderWidget(request: WidgetRequest, data: WidgetData): string {
  checkRequest(request)
  return draw(request, data).text
}

function draw(request: WidgetRequest, data: WidgetData): Markup {
  switch (request.widget) {
    case 'forecast-fan':
      return renderForecastFan(request, data)
    case 'fleet-ladder':
      return renderFleetLadder(request, data)
    case 'decisions':
      return renderDecisions(request, data)
    case 'accuracy':
      return renderAccuracy(request, data)
    case 'peers':
      return renderPeers(request, data)
    case 'groups':
      return renderGroups(request, data)
  }
}

function checkRequest({ fromMs, toMs, nowMs, widthPx }: WidgetRequest): void {
  if (!(fromMs < toMs && Number.isFinite(toMs - fromMs))) {
    throw new InputError(`got a widget from ${fromMs} to ${toMs}, wanted a time that ends after it begins`)
  }
  if (!Number.isFinite(new Date(nowMs).getTime()))
    throw new InputError(`got now at ${nowMs}, wanted epoch milliseconds`)
  if (!(widthPx > 0)) throw new InputError(`got a width of ${widthPx} pixels, wanted more than 0`)
}
