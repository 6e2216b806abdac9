import { describe, expect, it } from 'vitest'
import { deletionOrder, outliving, resourcesOf } from './deletion-order.ts'
import { synthesise } from './synthesised-stack.ts'

const resources = resourcesOf(synthesise().template.toJSON())
const [custom] = resources.filter(({ type }) => type === 'Custom::PenumbraUninstall')

describe('when the stack is deleted', () => {
  it('the resource that restores every group goes before anything that restoring needs, whatever order is taken', () => {
    const later = outliving(resources, custom.id)
    const needed = [
      'AWS::Lambda::Function',
      'AWS::IAM::Role',
      'AWS::IAM::Policy',
      'AWS::DynamoDB::GlobalTable',
      'AWS::SSM::Parameter',
      'AWS::SNS::Topic',
      'AWS::KMS::Key',
      'AWS::Scheduler::Schedule',
      'AWS::Logs::LogGroup',
      'AWS::SQS::Queue',
    ]
    for (const type of needed) {
      const ofType = resources.filter(resource => resource.type === type)
      expect(ofType.length, type).toBeGreaterThan(0)
      expect(ofType.filter(({ id }) => !later.has(id)).map(({ id }) => id)).toEqual([])
    }
  })

  it('nothing goes before it but what nobody needs for restoring', () => {
    const order = deletionOrder(resources)
    const before = order.slice(0, order.indexOf(custom)).map(({ type }) => type)
    expect(before.filter(type => !/^AWS::(CDK|CloudWatch)::/.test(type))).toEqual([])
  })

  it('the roles in whose name AWS takes back what is lent outlive the function that restores', () => {
    const functions = resources.filter(({ id, type }) => type === 'AWS::Lambda::Function' && /Uninstall/.test(id))
    expect(functions).toHaveLength(1)
    expect(outliving(resources, custom.id).has(functions[0].id)).toBe(true)
  })
})

describe('the order', () => {
  const template = (Resources: object) => resourcesOf({ Resources })
  const ids = (Resources: object) => deletionOrder(template(Resources)).map(({ id }) => id)

  it('is the reverse of what DependsOn, Ref, GetAtt and Sub say', () => {
    const Type = 'A'
    expect(ids({ A: { Type, DependsOn: 'B' }, B: { Type, DependsOn: ['C'] }, C: { Type } })).toEqual(['A', 'B', 'C'])
    expect(ids({ A: { Type }, B: { Type, Properties: { x: [{ Ref: 'A' }] } } })).toEqual(['B', 'A'])
    expect(ids({ A: { Type }, B: { Type, Properties: { 'Fn::GetAtt': ['A', 'Arn'] } } })).toEqual(['B', 'A'])
    expect(ids({ A: { Type }, B: { Type, Properties: { 'Fn::GetAtt': 'A.Arn' } } })).toEqual(['B', 'A'])
    expect(ids({ A: { Type }, B: { Type, Properties: { 'Fn::Sub': ['x-$', '{A.Arn}'].join('') } } })).toEqual([
      'B',
      'A',
    ])
  })

  it('does not exist where two resources need each other', () => {
    const Type = 'A'
    expect(() => ids({ A: { Type, DependsOn: 'B' }, B: { Type, DependsOn: 'A' } })).toThrow('need each other')
  })
})
