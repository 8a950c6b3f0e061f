/** A job that reads a table in bursts: four quiet minutes, then bursts of irregular height, the same in every run. */
export const burstLoad = (minute: number): number => {
  if (minute < 4) return 20;
  const height = [1500, 900, 20, 1800, 1300, 20, 20, 1600, 700, 2000][(minute - 4) % 10] ?? 20;
  return height;
};
