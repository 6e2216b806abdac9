// Where a group can have no warm pool of ours, and why. Sources: EC2 Auto Scaling user guide, "Warm pools", prerequisites and
// limitations.
import { tagKey } from '../group/tag-keys.ts'
import type { GroupView } from './group-view.ts'

/** @returns what stands in the way, as the end of "No warm pool: …"; undefined: nothing that is known */
export function poolObstacle({ group, config, learned }: GroupView): string | undefined {
  if (group.usesSpot) return 'its mixed instances policy asks for Spot, for which AWS allows none'
  if (group.suspendedProcesses.includes('Launch'))
    return 'its Launch process is suspended, so a pool would not be filled'
  if (config.settings.bootSafe === 'true' || learned?.hasLaunchHook === true) return undefined
  if (learned?.hasLaunchHook === undefined) return 'its lifecycle hooks have not been read yet'
  // AWS stops an instance on its way into a pool without waiting for its first boot to end.
  return `it has no launch lifecycle hook, and ${tagKey(config.tagPrefix, 'boot-safe')} is not true`
}
