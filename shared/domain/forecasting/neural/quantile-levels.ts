/** The levels that both networks answer, ascending. */
export const neuralLevels: readonly number[] = [0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975]
