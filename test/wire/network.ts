import {
  CreateLaunchTemplateCommand,
  DescribeImagesCommand,
  DescribeSubnetsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2'

export interface Network {
  readonly vpcId: string
  readonly subnetIds: readonly string[]
  readonly launchTemplateName: string
}

/** The default network of the account, and a launch template of m5.large. */
export async function makeNetwork(launchTemplateName = 'web'): Promise<Network> {
  const ec2 = new EC2Client({})
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}))
  const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Owners: ['amazon'] }))
  const LaunchTemplateData = { ImageId: Images[0].ImageId, InstanceType: 'm5.large' as const }
  await ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName: launchTemplateName, LaunchTemplateData }))
  const [first, second] = Subnets
  const subnetIds = [first, second].map(({ SubnetId = '' }) => SubnetId)
  return { vpcId: first.VpcId ?? '', subnetIds, launchTemplateName }
}
