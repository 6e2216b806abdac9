import { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import cdkConfiguration from '../../cdk.json' with { type: 'json' }
import { PenumbraStack } from '../../infra/stacks/penumbra-stack.ts'

// What takes seconds and changes no property of the template: bundling, and CloudFormation's own validation of it.
const quick = { 'aws:cdk:bundling-stacks': [], '@aws-cdk/core:validateAgainstDefaultRules': false }

/**
 * The stack as `cdk synth` builds it, feature flags included.
 * @param settings as somebody would give them with `-c`
 */
export function synthesise(settings: Readonly<Record<string, unknown>> = {}): {
  app: App
  stack: PenumbraStack
  template: Template
} {
  const app = new App({ context: { ...cdkConfiguration.context, ...quick, ...settings }, analyticsReporting: false })
  const stack = new PenumbraStack(app, 'Penumbra')
  return { app, stack, template: Template.fromStack(stack) }
}
