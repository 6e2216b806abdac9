import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { isUnexplained, renderReport } from '../../scripts/report-permissions.ts'

const grant = { role: 'learn', statementId: 'policy[0]', action: 'sns:Publish', resources: ['*'], isConditioned: false }

describe('the report of permissions', () => {
  it('counts for each role what was granted and used, and names what was not, with the reason', () => {
    const unused = { ...grant, used: false, action: 'sqs:SendMessage' }
    const report = renderReport([
      { ...grant, used: true },
      { ...unused, explanation: 'only in trouble' },
    ])
    expect(report).toMatch(/learn +│ 2 +│ 1 +│ sqs:SendMessage │ only in trouble/)
    expect(renderReport([unused])).toContain('nobody knows')
  })

  it('takes nothing for explained that has no reason', () => {
    expect(isUnexplained({ ...grant, used: false })).toBe(true)
    expect(isUnexplained({ ...grant, used: true })).toBe(false)
    expect(isUnexplained({ ...grant, used: false, explanation: 'only in trouble' })).toBe(false)
  })

  it('says in one line what it wants when there is no template', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/report-permissions.ts', 'nowhere.json'])
    expect([status, stderr.toString()]).toEqual([
      2,
      'nowhere.json: got no template, wanted what npm run synth writes\n',
    ])
  })
})
