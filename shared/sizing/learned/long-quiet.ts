/** Peaks have stopped when it has been quiet for so many times the longest quiet between two of them. */
const times = 3;

/** Whether what happened by the hour has stopped, or never happened. One single time is over an hour later. */
export function isLongQuiet(byHour: ArrayLike<number>): boolean {
  let last: number | undefined;
  let longest = 0;
  for (let hour = 0; hour < byHour.length; hour += 1) {
    if ((byHour[hour] ?? 0) === 0) continue;
    if (last !== undefined) longest = Math.max(longest, hour - last);
    last = hour;
  }
  return last === undefined || byHour.length - 1 - last > times * longest;
}
