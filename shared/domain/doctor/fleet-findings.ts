// What a group is made of: who manages it, how it scales, what it launches.
import { listedUsdPerHour } from '../capacity/prices.ts'
import type { Examination, Finding } from './examination.ts'
import { shellQuote } from './shell-quote.ts'

/** Nearly full: a floor could hardly go higher. */
const fullShare = 0.8

/** Tags that clusters put on their nodes' groups. */
const clusterTags = /^(k8s\.io\/cluster-autoscaler\/|kubernetes\.io\/cluster\/|eks:|AmazonECSManaged$|karpenter\.sh\/)/

export function fleetFindings(examination: Examination): Finding[] {
  return [
    ...managerFindings(examination),
    ...sizeFindings(examination),
    ...policyFindings(examination),
    ...processFindings(examination),
    ...scheduleFindings(examination),
    ...poolFindings(examination),
    ...launchFindings(examination),
  ]
}

function managerFindings({ group }: Examination): Finding[] {
  if (group.operator !== undefined) {
    const toDo = 'use what that service offers for scaling; Penumbra leaves the group alone'
    return [{ level: 'blocker', what: `${group.operator} manages it and alone may change it (Operator)`, toDo }]
  }
  const key = Object.keys(group.tags).find(tag => clusterTags.test(tag))
  if (key === undefined) return []
  const toDo = "leave it to the cluster's own autoscaler: the two would not know of each other"
  return [{ level: 'warning', what: `its tag ${key} says that a container cluster uses it`, toDo }]
}

function sizeFindings({ group }: Examination): Finding[] {
  const { minSize, maxSize, desiredCapacity, isWeighted } = group
  if (isWeighted) {
    const toDo = 'take WeightedCapacity out of its mixed instances policy, with instances of about the same size'
    return [{ level: 'blocker', what: 'it weighs its instances: a floor counts instances, AWS counts weights', toDo }]
  }
  const sizes = `MinSize ${minSize}, DesiredCapacity ${desiredCapacity}, MaxSize ${maxSize}`
  if (minSize === maxSize) {
    return [{ level: 'warning', what: `${sizes}: there is no room for a floor`, toDo: 'raise MaxSize above its peak' }]
  }
  if (desiredCapacity >= fullShare * maxSize) {
    return [{ level: 'warning', what: `${sizes}: it is nearly full`, toDo: 'raise MaxSize well above its peak' }]
  }
  return [{ level: 'ok', what: sizes }]
}

function policyFindings({ policies, canScaleIn, tracksLoad, tagPrefix }: Examination): Finding[] {
  const enabled = policies.filter(policy => policy.enabled)
  const findings: Finding[] = []
  if (canScaleIn) {
    const names = enabled.map(({ name, type }) => `${name} (${type})`).join(', ')
    findings.push({ level: 'ok', what: `scaled by ${names}` })
  }
  if (!canScaleIn) {
    findings.push({
      level: 'warning',
      what: 'no enabled scaling policy can scale it in, so it would only be observed',
      toDo: `add a target tracking policy, or set ${tagPrefix}:scale-in=penumbra`,
    })
  }
  if (!tracksLoad) {
    findings.push({
      level: 'note',
      what: 'no target tracking on CPU or requests per target: what the policy alone would cost is not known',
      toDo: `${tagPrefix}:budget has no effect; limit the cost with ${tagPrefix}:max-hourly-cost`,
    })
  }
  if (enabled.some(({ type }) => type === 'PredictiveScaling')) {
    const what = 'EC2 predictive scaling is on as well: the largest of its forecast, the policies and the floor wins'
    findings.push({ level: 'note', what, toDo: 'set it to ForecastOnly once Penumbra acts, or both are paid for' })
  }
  return findings
}

function processFindings({ group }: Examination): Finding[] {
  const effects: Readonly<Record<string, readonly [Finding['level'], string]>> = {
    ScheduledActions: ['blocker', 'a floor would not expire by itself'],
    Launch: ['warning', 'nothing can be launched, and no warm pool is made'],
    Terminate: ['warning', 'nothing can be scaled in'],
    AlarmNotification: ['warning', 'its own scaling policies do nothing'],
    AddToLoadBalancer: ['warning', 'what is launched meanwhile never serves'],
  }
  return group.suspendedProcesses.flatMap(process => {
    const effect = effects[process]
    if (effect === undefined) return []
    const toDo = `aws autoscaling resume-processes --auto-scaling-group-name=${shellQuote(group.name)} --scaling-processes ${process}`
    return [{ level: effect[0], what: `its process ${process} is suspended: ${effect[1]}`, toDo }]
  })
}

function scheduleFindings({ scheduledSizes, tagPrefix }: Examination): Finding[] {
  return scheduledSizes.flatMap(({ name, setsMinSize, setsDesiredCapacity }): Finding[] => {
    if (setsMinSize) {
      const what = `scheduled action ${name} sets MinSize, which is then taken for the team's own`
      return [{ level: 'note', what }]
    }
    if (!setsDesiredCapacity) return []
    const what = `scheduled action ${name} sets DesiredCapacity without MinSize`
    const toDo = `with ${tagPrefix}:scale-in=penumbra it would be taken back at the next tick: let it set MinSize, or announce an event`
    return [{ level: 'note', what, toDo }]
  })
}

function poolFindings({ group, hasLaunchHook, tagPrefix }: Examination): Finding[] {
  if (group.pool !== undefined && group.tags[`${tagPrefix}:managed`] === undefined) {
    return [{ level: 'note', what: 'it has a warm pool of its own, which is counted on and never touched' }]
  }
  if (group.usesSpot)
    return [{ level: 'note', what: 'it asks for Spot instances, beside which AWS allows no warm pool' }]
  if (hasLaunchHook || group.tags[`${tagPrefix}:boot-safe`] === 'true') return []
  return [
    {
      level: 'note',
      what: 'without a launch lifecycle hook it gets no warm pool: AWS would stop instances in the middle of their first boot',
      toDo: `add a hook that your instances complete, or set ${tagPrefix}:boot-safe=true where they survive that`,
    },
  ]
}

function launchFindings({ group, details }: Examination): Finding[] {
  const findings: Finding[] = []
  const { templateVersion, mixedTypes, collectsMetrics } = details
  if (templateVersion !== undefined && !/^\d+$/.test(templateVersion)) {
    const what = `its launch template version is ${templateVersion}: every launch, a floor's too, takes what is newest`
    findings.push({ level: 'note', what, toDo: 'pin a number before releases by Penumbra, which are not built yet' })
  }
  if (mixedTypes.length > 1) {
    const what = `it mixes ${mixedTypes.join(', ')}: an instance is taken for as strong and as dear as the first`
    findings.push({ level: 'note', what, toDo: 'keep to types of about the same size' })
  }
  if (group.instanceType !== undefined && listedUsdPerHour(group.instanceType) === undefined) {
    findings.push({ level: 'note', what: `the price of ${group.instanceType} is not known; it counts as m5.large` })
  }
  if (!collectsMetrics) {
    const toDo = `aws autoscaling enable-metrics-collection --auto-scaling-group-name=${shellQuote(group.name)} --granularity 1Minute`
    findings.push({ level: 'note', what: 'its group metrics are off; they are free and help whoever looks', toDo })
  }
  return findings
}
