const dayHours = 24;

/** Costs by hour with the newest counting most: an hour counts half of one `halfLifeDays` later, and nothing after `days`. */
export class HourWeights {
  readonly #weights: Float64Array;
  readonly #from: number;
  /** How many newest days the weighted ones are worth. */
  readonly sumOfDays: number;

  /** Hours up to and without `toHour`. */
  constructor(toHour: number, { days, halfLifeDays }: { readonly days: number; readonly halfLifeDays: number }) {
    this.#from = Math.max(0, toHour - days * dayHours);
    this.#weights = new Float64Array(toHour - this.#from);
    for (let hour = this.#from; hour < toHour; hour += 1) {
      this.#weights[hour - this.#from] = 0.5 ** ((toHour - 1 - hour) / dayHours / halfLifeDays);
    }
    this.sumOfDays = this.#weights.reduce((sum, one) => sum + one, 0) / dayHours;
  }

  /** Weighted sum of what happened in the hours, in units of a day's. */
  perDay(byHour: ArrayLike<number>): number {
    const weights = this.#weights;
    const from = this.#from;
    let sum = 0;
    for (let index = 0; index < weights.length; index += 1) sum += (byHour[from + index] ?? 0) * (weights[index] ?? 0);
    return weights.length === 0 ? 0 : sum / this.sumOfDays;
  }
}
