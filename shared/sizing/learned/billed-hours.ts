import { delayMinutes } from '../play/delays';

const hourMinutes = 60;

/**
 * A node is given up only in the last minutes of an hour of its life: where node-hours are billed whole (said of DAX by a third
 * party, AWS does not say), a node that leaves in the middle of one is paid to its end and carries nothing.
 */
export const endOfHourMinutes = 10;

/** Whether a node's hour is about to end when it leaves now; ages are counted from the call that added it. */
export function endsAnHour(ageMinutes: number): boolean {
  const into = (ageMinutes + delayMinutes.removeNodes) % hourMinutes;
  return into === 0 || into >= hourMinutes - endOfHourMinutes;
}

/** How many nodes may go now, the newest first, as DAX takes them. */
export function leavable(agesMinutes: readonly number[]): number {
  const staying = agesMinutes.toSorted((a, b) => a - b).findIndex((age) => !endsAnHour(age));
  return staying < 0 ? agesMinutes.length : staying;
}

/**
 * Whether a cluster that is replaced now ends as near to whole hours of its nodes as it would in any minute of the next hour: another type
 * that is only cheaper can wait for that.
 */
export function replacedAtHours(agesMinutes: readonly number[]): boolean {
  const toHour = (age: number): number => (hourMinutes - (age % hourMinutes)) % hourMinutes;
  const unused = (inMinutes: number): number =>
    agesMinutes.reduce((sum, age) => sum + toHour(age + delayMinutes.changeNodeType + inMinutes), 0);
  const least = Math.min(...Array.from({ length: hourMinutes }, (_, minute) => unused(minute)));
  return unused(0) <= least + endOfHourMinutes * agesMinutes.length;
}
