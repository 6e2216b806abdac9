// A group in the middle of its day, for tests that change one thing about it.
import type { GroupView } from '../../../../shared/domain/fleet/group-view.ts'
import type { ObservedGroup } from '../../../../shared/domain/fleet/observed-group.ts'
import { initialBaseline } from '../../../../shared/domain/forecasting/baseline.ts'
import type { DemandPaths, FittedModel } from '../../../../shared/domain/forecasting/model.ts'
import type { GroupConfig, Learned } from '../../../../shared/domain/group/records.ts'
import { defaultSettings, type GroupSettings } from '../../../../shared/domain/group/settings.ts'

export const minuteMs = 60_000
export const nowMs = 100 * minuteMs

const aGroup: ObservedGroup = {
  name: 'web',
  tags: {},
  optedIn: true,
  managed: false,
  minSize: 2,
  maxSize: 100,
  desiredCapacity: 10,
  inService: 10,
  pending: 0,
  terminating: 0,
  instanceType: 'm5.large',
  targetGroupArns: [],
  suspendedProcesses: [],
  operator: undefined,
  pool: undefined,
  poolSize: 0,
  isWeighted: false,
  usesSpot: false,
}

/** One instance serves 50 rps at the very most; its policy tracks 60 % CPU; a launch takes four minutes. */
const learned: Learned = {
  schemaVersion: 1,
  modelVersion: '0',
  algorithm: 'made up',
  saturationRps: 50,
  coldLeadSeconds: 240,
  coldLeadObservations: 50,
  stoppedLeadSeconds: 120,
  launchesPerHour: 1,
  hasLaunchHook: true,
  baseline: initialBaseline(),
  canScaleIn: true,
  policyTargetPercent: 60,
  policyMetric: 'cpu',
}

/** A model that is certain of `rpsAt`, by minutes from the end of what is known. */
export function certainModel(rpsAt: (minutesAhead: number) => number): FittedModel {
  return {
    algorithm: 'made up',
    fittedAtMs: 0,
    recentBins: 1,
    horizonBins: 60,
    paths: (recent, bins): DemandPaths => ({
      startMs: recent.startMs + recent.ratesRps.length * minuteMs,
      binSeconds: 60,
      bins,
      count: 1,
      rates: Float64Array.from({ length: bins }, (_, bin) => rpsAt(bin)),
    }),
    toRecord: () => ({ algorithm: 'made up', fittedAtMs: 0, binSeconds: 60, parameters: {} }),
  }
}

interface Changes extends Partial<Omit<GroupView, 'group' | 'config' | 'learned'>> {
  readonly group?: Partial<ObservedGroup>
  readonly config?: Partial<GroupConfig>
  readonly settings?: Partial<GroupSettings>
  readonly learned?: Partial<Learned>
}

/** Opted in, acting, and steered for the first time. */
export function aView({ group, config, settings, learned: known, ...others }: Changes = {}): GroupView {
  return {
    nowMs,
    mode: 'run',
    config: {
      schemaVersion: 1,
      name: 'web',
      optedIn: true,
      settings: { ...defaultSettings, mode: 'act', ...settings },
      problems: [],
      notYetInUse: [],
      targetGroupArns: [],
      demandMetrics: [],
      ...config,
    },
    group: { ...aGroup, ...group },
    managed: false,
    memory: undefined,
    poolMemory: undefined,
    poolSeen: undefined,
    learned: { ...learned, ...known },
    model: certainModel(() => 400),
    state: undefined,
    minutes: { startMs: 0, values: new Float64Array(0) },
    ...others,
  }
}
