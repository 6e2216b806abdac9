// `*` is any number of characters and `?` exactly one. In a resource ARN a `*` may also span colons (IAM user guide, "IAM JSON
// policy elements: Resource"), in the values of the ARN operators it may not ("Condition operators", ARN).

export type TextTest = (text: string) => boolean

/** @param ignoreCase as for actions; resources and condition values respect case */
export function wildcardTest(pattern: string, ignoreCase = false): TextTest {
  const expression = new RegExp(`^${source(pattern, '.')}$`, ignoreCase ? 'is' : 's')
  return text => expression.test(text)
}

/** "Each of the six colon-delimited components of the ARN is checked separately". */
export function arnTest(pattern: string): TextTest {
  const tests = arnParts(pattern).map(part => wildcardTest(part))
  return text => {
    const parts = arnParts(text)
    return parts.length === tests.length && parts.every((part, index) => tests[index](part))
  }
}

/** Partition, service, region, account and resource; the resource may hold colons itself. */
function arnParts(arn: string): string[] {
  const parts = arn.split(':')
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')]
}

function source(pattern: string, any: string): string {
  return pattern.replace(/[\s\S]/g, character => {
    if (character === '*') return `${any}*`
    if (character === '?') return any
    return character.replace(/[.+^${}()|[\]\\/]/, '\\$&')
  })
}
