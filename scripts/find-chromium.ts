// Finds a Chromium for the tests that need one: CHROMIUM_PATH, or one of the names under which it is installed.
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const programs = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** The full path of a browser, or undefined where there is none. */
export function findChromium(variables: Readonly<Record<string, string | undefined>>): string | undefined {
  const { CHROMIUM_PATH: stated, PATH: path = '' } = variables
  if (stated !== undefined && stated !== '') return isProgram(stated) ? stated : undefined
  const folders = path.split(delimiter).filter(folder => folder !== '')
  return programs.flatMap(program => folders.map(folder => join(folder, program))).find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
