import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { cfnLintPackages } from '../../scripts/cfn-lint-packages.ts'
import { ensurePythonEnvironment, PythonError } from '../../scripts/python-environment.ts'
import { emulatorPackages } from '../../scripts/wire/emulator-packages.ts'

let root = ''
let environment = ''
const said: string[] = []

/** A shell script in place of python3. */
function putPython(script: string): void {
  const path = join(root, 'path', 'python3')
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
}

/** Version 3.12.1; `-m venv` makes an environment whose pip notes what it installs and whose python starts, or not. */
function putWorkingPython(pip = 'exit 0', python = 'exit 0'): void {
  putPython(`
if [ "$1" = "-c" ]; then echo 3.12.1; exit 0; fi
mkdir -p "$3/bin"
printf '#!/bin/sh\\necho "$@" >> "%s/pip.log"; ${pip}\\n' "${root}" > "$3/bin/pip"
printf '#!/bin/sh\\n${python}\\n' > "$3/bin/python"
chmod +x "$3/bin/pip" "$3/bin/python"`)
}

const installs = () => readFileSync(join(root, 'pip.log'), 'utf8').trim().split('\n')
const packages = ['emulator[server]==1.2.3', 'other==4.5.6']
const ensure = () =>
  ensurePythonEnvironment(
    { folder: environment, name: 'an emulator', packages, modules: ['emulator', 'other.server'] },
    line => said.push(line),
  )

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'penumbra-python-'))
  environment = join(root, 'environment')
  mkdirSync(join(root, 'path'))
  vi.stubEnv('PATH', `${join(root, 'path')}:/usr/bin:/bin`)
  said.length = 0
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(root, { recursive: true, force: true })
})

describe('a Python environment', () => {
  it('is made with its packages, and used again without a word', () => {
    putWorkingPython()
    expect(ensure()).toBe(join(environment, 'bin'))
    expect(said).toHaveLength(1)
    ensure()
    expect(said).toHaveLength(1)
    expect(installs()).toHaveLength(1)
    for (const wanted of packages) expect(installs()[0]).toContain(wanted)
  })

  it.each([
    ['of other packages', () => writeFileSync(join(environment, 'made-of'), '3.12.1\nemulator[server]==1.0.0\n')],
    ['interrupted', () => rmSync(join(environment, 'made-of'))],
    ['broken', () => writeFileSync(join(environment, 'bin', 'python'), '#!/bin/sh\nexit 1\n')],
  ])('is made anew where it is %s', (_, spoil) => {
    putWorkingPython()
    ensure()
    spoil()
    ensure()
    expect(installs()).toHaveLength(2)
  })

  it('is not taken for made where the packages cannot be had', () => {
    putWorkingPython('echo "no matching distribution" >\\&2; exit 1'.replace('\\&', '&'))
    expect(ensure).toThrow(new PythonError('got no matching distribution, wanted the packages from PyPI'))
    expect(existsSync(join(environment, 'made-of'))).toBe(false)
  })

  it('is not taken for made where the modules cannot be imported', () => {
    putWorkingPython('exit 0', 'exit 1')
    expect(ensure).toThrow(new PythonError('got packages that cannot be imported, wanted an emulator'))
  })
})

describe('the packages of the emulators and of cfn-lint', () => {
  it.each([...emulatorPackages, ...cfnLintPackages])('are pinned: %s', each => {
    expect(each).toMatch(/==\d+\.\d+\.\d+$/)
  })
})

describe('a machine', () => {
  it('without Python is told so in one line', () => {
    vi.stubEnv('PATH', join(root, 'path'))
    expect(ensure).toThrow(new PythonError('got no python3, wanted Python 3.10 or newer'))
  })

  it('with an old Python is told which', () => {
    putPython('echo 3.9.2; exit 1')
    expect(ensure).toThrow(new PythonError('got Python 3.9.2, wanted 3.10 or newer'))
  })

  it('without the venv module is told what to install', () => {
    putPython('if [ "$1" = "-c" ]; then echo 3.11.7; exit 0; fi; echo "No module named venv" >&2; exit 1')
    expect(ensure).toThrow(/^got No module named venv, wanted .*python3-venv/)
  })
})
