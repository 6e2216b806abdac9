// Who lets go again of what a floor has launched.
import type { GroupConfig, Learned } from '../group/records.ts'

/** Such a group is only observed: what a floor has launched would never go. */
export function nobodyScalesIn(
  { settings }: Pick<GroupConfig, 'settings'>,
  learned: Pick<Learned, 'canScaleIn'> | undefined,
): boolean {
  return learned?.canScaleIn === false && settings.scaleIn === 'policy'
}
