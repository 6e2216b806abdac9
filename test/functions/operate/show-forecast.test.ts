// What operators are told of the future, and of how it was foretold, on a group under load.
import { beforeAll, describe, expect, it } from 'vitest'
import type { OperationAnswer } from '../../../functions/operate/commands.ts'
import { acting, daily, makeWorld, type World } from '../../laws/world.ts'

const hourMs = 3_600_000
const startMs = Date.UTC(2026, 2, 2)
const web = { autoScalingGroupName: 'web' }

let world: World
let forecast: OperationAnswer<'GetForecast'>
let status: OperationAnswer<'GetGroupStatus'>

beforeAll(async () => {
  world = await makeWorld([{ historyDays: 14 }])
  await world.pass(8.1)
  forecast = (await world.operate('GetForecast', web)).body as typeof forecast
  status = (await world.operate('GetGroupStatus', web)).body as typeof status
})

describe('the outlook that operators see', () => {
  it('is of the next two days, from the hour that has begun on', () => {
    const hours = forecast.outlook?.hours ?? []
    // Drawn at six, 54 hours from then on; two of them are over.
    expect(forecast.outlook?.madeAt).toMatch(/^2026-03-02T06:0/)
    expect([hours.length, hours[0].t]).toEqual([52, new Date(startMs + 8 * hourMs).toISOString()])
    for (const { t, pointRps, p05Rps, p25Rps, p50Rps, p75Rps, p95Rps } of hours) {
      expect(Math.abs(pointRps / daily(Date.parse(t) + hourMs / 2) - 1)).toBeLessThan(0.1)
      const rising = [p05Rps, p25Rps, p50Rps, p75Rps, p95Rps]
      expect(rising).toEqual([...rising].sort((a, b) => a - b))
    }
  })

  it('says which families it is made of, and how much of each', () => {
    const shares = Object.values(forecast.outlook?.weights ?? {})
    expect(shares.length).toBeGreaterThan(0)
    expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1)).toBeLessThan(0.01)
    expect([forecast.outlook?.algorithm, forecast.outlook?.degraded]).toEqual(['auto', undefined])
  })

  it('shows how the hours that are over were foretold', () => {
    // Of six hours five are sure: the last minutes of the sixth were on their way when it was judged.
    expect(forecast.outlook?.accuracy).toMatchObject([{ leadHours: 6, hours: 5 }])
    expect(forecast.outlook?.accuracy[0].errorPercent).toBeLessThan(10)
  })
})

describe('the status of a group', () => {
  it('shows how forecasts fared: those of the next minutes, and the outlooks', () => {
    const { forecastAccuracy } = status
    // A forecast is made every minute, and judged when its window is over: minutes of eight hours, less a quarter of an hour.
    expect(forecastAccuracy?.forecasts).toBeGreaterThan(450)
    expect(forecastAccuracy?.forecasts).toBeLessThanOrEqual(486)
    expect(forecastAccuracy?.belowP95Percent).toBeGreaterThan(80)
    expect(forecastAccuracy?.outlook).toEqual(forecast.outlook?.accuracy)
  })

  it('says nothing of forecasts while none has been judged', async () => {
    const young = await makeWorld([{ historyDays: 1, tags: acting }])
    await young.pass(2 / 60)
    const answer = (await young.operate('GetGroupStatus', web)).body as OperationAnswer<'GetGroupStatus'>
    expect(answer.forecastAccuracy).toBeUndefined()
  })

  it('says where the family that was asked for cannot be had', async () => {
    const tags = { ...acting, 'penumbra:algorithm': 'holt-winters' }
    const young = await makeWorld([{ historyDays: 1 / 12, tags }])
    await young.pass(2 / 60)
    const answer = (await young.operate('GetGroupStatus', web)).body as OperationAnswer<'GetGroupStatus'>
    expect(answer.model?.note).toMatch(/holt-winters .*so auto is used/)
    expect(status.model?.note).toBeUndefined()
  })
})
