// What the stack keeps standing, counted in its template as `cdk synth` makes it.
import { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { PenumbraStack } from '../infra/stacks/penumbra-stack.ts'
import type { Standing } from './cost-bill.ts'

/** Counters of the functions become metrics by name; `reconcile` is the only one that counts. */
export interface StackCosts {
  readonly standing: Omit<Standing, 'customMetrics'>
  /** Of the named function, MiB. */
  memoryOf(functionName: string): number
}

// What takes seconds and changes nothing that is counted: bundling, and CloudFormation's own validation.
const quick = { 'aws:cdk:bundling-stacks': [], '@aws-cdk/core:validateAgainstDefaultRules': false }

export function stackCosts(): StackCosts {
  const template = Template.fromStack(
    new PenumbraStack(new App({ context: quick, analyticsReporting: false }), 'Penumbra'),
  )
  const count = (type: string) => Object.keys(template.findResources(type)).length
  const functions = Object.entries(template.findResources('AWS::Lambda::Function'))
  return {
    standing: {
      alarms: count('AWS::CloudWatch::Alarm'),
      compositeAlarms: count('AWS::CloudWatch::CompositeAlarm'),
      dashboards: count('AWS::CloudWatch::Dashboard'),
      keys: count('AWS::KMS::Key'),
    },
    memoryOf: functionName => {
      const found = functions.find(([id]) => id.toLowerCase().includes(`${functionName}function`))
      if (found === undefined) throw new Error(`got no function ${functionName} in the template`)
      return Number(found[1].Properties.MemorySize)
    },
  }
}
