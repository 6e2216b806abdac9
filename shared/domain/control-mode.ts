/** The kill switch: act as usual, change nothing, or put every group back. */
export const controlModes = ['run', 'freeze', 'restore'] as const

export type ControlMode = (typeof controlModes)[number]
