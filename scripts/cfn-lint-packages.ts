/** What the template is read with. */
export const cfnLintPackages = ['cfn-lint==1.58.0'] as const
