import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { acknowledgeFindings } from './acknowledged-findings.ts'
import { PenumbraStack } from './stacks/penumbra-stack.ts'

const app = new App()
Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
// Account and region come from the credentials at deploy time, so that `cdk synth` needs neither.
const stack = new PenumbraStack(app, 'Penumbra', {
  description: 'Penumbra keeps the capacity of opted-in Auto Scaling groups one step ahead of their load',
})
acknowledgeFindings(stack)
