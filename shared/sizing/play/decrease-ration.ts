const hourMinutes = 60;
const dayMinutes = 24 * hourMinutes;

/**
 * AWS's ration of decreases, per table and index: four in the first hour of the UTC day, then one when none was made in the preceding
 * hour, at most 27 a day. Minutes are counted from the epoch.
 */
export class DecreaseRation {
  taken = 0;
  #day = Number.NaN;
  #inFirstHour = 0;
  #last = Number.NEGATIVE_INFINITY;

  allows(minute: number): boolean {
    const day = Math.floor(minute / dayMinutes);
    const used = day === this.#day ? this.#inFirstHour : 0;
    return minute - day * dayMinutes < hourMinutes ? used < 4 : minute - this.#last >= hourMinutes;
  }

  /** False, and nothing is used up, where the ration does not allow it. */
  take(minute: number): boolean {
    if (!this.allows(minute)) return false;
    const day = Math.floor(minute / dayMinutes);
    if (day !== this.#day) {
      this.#day = day;
      this.#inFirstHour = 0;
    }
    if (minute - day * dayMinutes < hourMinutes) this.#inFirstHour += 1;
    this.#last = minute;
    this.taken += 1;
    return true;
  }
}
