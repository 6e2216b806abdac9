// node scripts/lint-template.ts: cfn-lint on the template that `npm run synth` has written. Ends with 1 where it finds an error.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cfnLintPackages } from './cfn-lint-packages.ts'
import { ensurePythonEnvironment, PythonError } from './python-environment.ts'

const repository = fileURLToPath(new URL('..', import.meta.url))
const template = 'cdk.out/Penumbra.template.json'

const tools = {
  folder: join(repository, '.cfn-lint'),
  name: 'cfn-lint',
  packages: cfnLintPackages,
  modules: ['cfnlint'],
}

/** W3005: a `DependsOn` that a reference implies as well. Uninstalling names all that it must come before, by intention. */
const settings = ['--ignore-checks', 'W3005', '--non-zero-exit-code', 'error']

function main(): number {
  if (!existsSync(join(repository, template)))
    throw new PythonError(`got no ${template}, wanted "npm run synth" before`)
  const bin = ensurePythonEnvironment(tools, line => console.log(line))
  const { status } = spawnSync(join(bin, 'cfn-lint'), [...settings, '--', template], {
    stdio: 'inherit',
    cwd: repository,
  })
  if (status === 0) console.log(`cfn-lint: no errors in ${template}`)
  return status === 0 ? 0 : 1
}

try {
  process.exitCode = main()
} catch (error) {
  if (!(error instanceof PythonError)) throw error
  console.error(`lint-template: ${error.message}`)
  process.exitCode = 2
}
