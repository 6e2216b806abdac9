import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag'
import { InputError } from '../shared/domain/errors.ts'
import { acknowledgeFindings } from './acknowledged-findings.ts'
import { PenumbraStack } from './stacks/penumbra-stack.ts'

function build(): void {
  const app = new App()
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app))
  // Account and region come from the credentials at deploy time, so that `cdk synth` needs neither.
  const stack = new PenumbraStack(app, 'Penumbra', {
    description: 'Penumbra keeps the capacity of opted-in Auto Scaling groups one step ahead of their load',
  })
  acknowledgeFindings(stack)
}

try {
  build()
} catch (error) {
  if (!(error instanceof InputError)) throw error
  console.error(`penumbra: ${error.message}`)
  process.exit(2)
}
