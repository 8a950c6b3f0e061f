/** Cost of the days with the newest counting most: each one counts half of the one `halfLifeDays` later. */
export function weightedScore(costsByDay: Float64Array, halfLifeDays: number): number {
  let score = 0;
  let weights = 0;
  for (const [day, cost] of costsByDay.entries()) {
    const weight = 0.5 ** ((costsByDay.length - 1 - day) / halfLifeDays);
    score += cost * weight;
    weights += weight;
  }
  return weights === 0 ? 0 : score / weights;
}
