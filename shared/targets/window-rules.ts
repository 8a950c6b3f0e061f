import { type CalendarWindow, isOnce, isWeekly, minutesOf, onceSpan } from './calendar-window';
import { nearestName } from './nearest-name';
import type { Policy } from './policy';
import type { PolicyProblem } from './policy-problem';
import { isTimeZone } from './time-zone';

/** Until a node that was asked for serves: plan 10 minutes (AWS publishes no figure; cluster creation was seen at 640 s). */
export const nodeJoinMs = 10 * 60_000;
/** A target is looked at this often at least. */
const lookMs = 10 * 60_000;

type Floor = Policy['floors'][number];

/** How long before a floor begins nodes are added: what was written, else what the steps from `nodes.min` take. */
export function floorLeadMs({ nodes: floorNodes, leadMs }: Floor, { nodes, coolDownMs }: FloorRules): number {
  if (leadMs !== undefined) return leadMs;
  const steps = Math.ceil(Math.max(0, floorNodes - nodes.min) / nodes.maxStepOut);
  return Math.min(24 * 3_600_000, steps * (nodeJoinMs + Math.max(lookMs, coolDownMs.scaleOut)));
}

type FloorRules = Pick<Policy, 'nodes' | 'coolDownMs'>;

/** Rules of windows: what they say must be a time, and a floor must be reachable and matter. */
export function windowProblems(policy: Policy): readonly PolicyProblem[] {
  const { noScaleIn, changeCalendar, floors } = policy;
  return [
    ...noScaleIn.flatMap((window, index) => problemsOf(window, `noScaleIn.${index}`)),
    ...changeCalendar.flatMap((window, index) => problemsOf(window, `changeCalendar.${index}`)),
    ...floors.flatMap((floor, index) => [
      ...problemsOf(floor, `floors.${index}`),
      ...floorProblems(floor, `floors.${index}`, policy),
    ]),
  ];
}

function problemsOf(window: CalendarWindow, path: string): readonly PolicyProblem[] {
  const { days, from, to, timeZone } = window;
  if (!isTimeZone(timeZone)) {
    const near = nearestName(timeZone, ['UTC', ...Intl.supportedValuesOf('timeZone')]);
    const rule = 'is not an IANA time zone';
    const hint = near === undefined ? 'e.g. UTC or Europe/Berlin' : `did you mean ${near}?`;
    return [{ fields: [`${path}.timeZone`], value: timeZone, rule, hint }];
  }
  if (isWeekly(window)) {
    if (minutesOf(from) !== minutesOf(to)) return [];
    const rule = `must differ from ${path}.from (${from}): the window would be empty`;
    return [{ fields: [`${path}.to`], value: to, rule, hint: 'the whole day is from 00:00 to 24:00' }];
  }
  if (!isOnce(window)) {
    const rule = `must be of the same kind as ${path}.from (${from}): two times of a day, or two dates with times`;
    return [{ fields: [`${path}.to`], value: to, rule }];
  }
  if (days !== undefined) {
    return [{ fields: [`${path}.days`], value: days, rule: 'must be absent where from and to are dates' }];
  }
  const span = onceSpan(window);
  if (span === undefined) return [{ fields: [`${path}.from`], value: from, rule: 'the calendar has no such day' }];
  if (span.fromMs < span.toMs) return [];
  return [{ fields: [`${path}.to`], value: to, rule: `must be after ${path}.from (${from})` }];
}

function floorProblems(floor: Floor, path: string, { nodes, coolDownMs }: FloorRules): readonly PolicyProblem[] {
  const value = floor.nodes;
  if (value > nodes.max) {
    return [{ fields: [`${path}.nodes`, 'nodes.max'], value, rule: `must be at most nodes.max (${nodes.max})` }];
  }
  if (value <= nodes.min) {
    const rule = `must be above nodes.min (${nodes.min}): the floor would change nothing`;
    return [{ fields: [`${path}.nodes`, 'nodes.min'], value, rule }];
  }
  const steps = Math.ceil((value - nodes.min) / nodes.maxStepOut);
  const neededMs = steps * nodeJoinMs + (steps - 1) * coolDownMs.scaleOut;
  if (floor.leadMs === undefined || floor.leadMs >= neededMs) return [];
  const way = `from ${nodes.min} to ${value} nodes in steps of ${nodes.maxStepOut}`;
  const rule = `must be at least ${neededMs}: ${way} it takes that long until all of them serve`;
  return [{ fields: [`${path}.leadMs`, 'nodes.maxStepOut'], value: floor.leadMs, rule }];
}
