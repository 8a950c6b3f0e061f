const weightOf = (daysAgo: number, halfLifeDays: number): number => 0.5 ** (daysAgo / halfLifeDays);

/** Cost of the days with the newest counting most: each one counts half of the one `halfLifeDays` later. */
export function weightedScore(costsByDay: Float64Array, halfLifeDays: number): number {
  let score = 0;
  for (const [day, cost] of costsByDay.entries()) score += cost * weightOf(costsByDay.length - 1 - day, halfLifeDays);
  return costsByDay.length === 0 ? 0 : score / sumOfWeights(costsByDay.length, halfLifeDays);
}

/** How many newest days the weighted ones are worth. */
export function sumOfWeights(days: number, halfLifeDays: number): number {
  let sum = 0;
  for (let daysAgo = 0; daysAgo < days; daysAgo += 1) sum += weightOf(daysAgo, halfLifeDays);
  return sum;
}
