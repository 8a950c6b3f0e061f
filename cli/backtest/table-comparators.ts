import { DecreaseRation, delayMinutes, type TablePoint } from '../../shared/sizing';

/** What a comparator of a table sees: units/s of the minutes before, and what is provisioned. */
export interface TableSight {
  readonly minute: number;
  readonly provisioned: number;
  readonly demand: Float64Array;
}

export interface TableComparator {
  readonly name: string;
  readonly source: string;
  readonly start: () => (sight: TableSight) => number;
}

const lastOf = ({ demand, minute }: TableSight): number => demand[minute - 1] ?? 0;

const targetTracking: TableComparator = {
  name: 'target tracking',
  source: 'Application Auto Scaling, 70 %: up after 2 min above, down after 15 min at 20 points below',
  start: () => {
    let above = 0;
    let below = 0;
    let highest = 0;
    return (sight) => {
      const units = lastOf(sight);
      above = units > sight.provisioned * 0.7 ? above + 1 : 0;
      below = units < sight.provisioned * 0.5 ? below + 1 : 0;
      highest = below === 0 ? 0 : Math.max(highest, units);
      if (above >= 2) {
        above = 0;
        return Math.max(sight.provisioned, units / 0.7);
      }
      return below >= 15 ? Math.min(sight.provisioned, highest / 0.7) : sight.provisioned;
    };
  },
};

const threshold: TableComparator = {
  name: 'threshold rules',
  source: 'utilisation above 70 % half as much again, below 40 % a third less; cool-downs 5 and 30 min',
  start: () => {
    let changed = Number.NEGATIVE_INFINITY;
    return (sight) => {
      const used = lastOf(sight) / sight.provisioned;
      if (used > 0.7 && sight.minute - changed >= 5) {
        changed = sight.minute;
        return sight.provisioned * 1.5;
      }
      if (used < 0.4 && sight.minute - changed >= 30) {
        changed = sight.minute;
        return (sight.provisioned * 2) / 3;
      }
      return sight.provisioned;
    };
  },
};

const linear: TableComparator = {
  name: 'Spanner linear',
  source: 'cloudspannerecosystem/autoscaler, LINEAR: units / 65 %, margin 5, cool-downs 5 and 30 min',
  start: () => {
    let changed = Number.NEGATIVE_INFINITY;
    return (sight) => {
      const used = lastOf(sight) / sight.provisioned;
      const wait = used > 0.7 ? 5 : 30;
      if (used >= 0.6 && used <= 0.7) return sight.provisioned;
      if (sight.minute - changed < wait) return sight.provisioned;
      changed = sight.minute;
      return lastOf(sight) / 0.65;
    };
  },
};

const stepwise: TableComparator = {
  name: 'Spanner stepwise',
  source: 'cloudspannerecosystem/autoscaler, STEPWISE: steps of 200 units, 500 above 90 %',
  start: () => {
    let changed = Number.NEGATIVE_INFINITY;
    return (sight) => {
      const used = lastOf(sight) / sight.provisioned;
      const step = used > 0.9 ? 500 : 200;
      if (used > 0.7 && sight.minute - changed >= 5) {
        changed = sight.minute;
        return sight.provisioned + step;
      }
      if (used < 0.6 && sight.minute - changed >= 30) {
        changed = sight.minute;
        return sight.provisioned - 200;
      }
      return sight.provisioned;
    };
  },
};

const hpa: TableComparator = {
  name: 'HPA, 300 s stabilisation',
  source: 'Kubernetes HPA: target 70 %, tolerance 10 %, down-stabilisation 300 s',
  start: () => {
    const recommended: number[] = [];
    return (sight) => {
      const ratio = lastOf(sight) / sight.provisioned / 0.7;
      const now = Math.abs(ratio - 1) <= 0.1 ? sight.provisioned : sight.provisioned * ratio;
      recommended.push(now);
      if (recommended.length > 5) recommended.shift();
      return now > sight.provisioned ? now : Math.min(sight.provisioned, Math.max(...recommended));
    };
  },
};

export const tableComparators: readonly TableComparator[] = [targetTracking, threshold, linear, stepwise, hpa];

export interface TableComparatorSetup {
  readonly demand: Float64Array;
  readonly startMs: number;
  readonly fromMinute: number;
  readonly minUnits: number;
  readonly maxUnits: number;
}

/** Plays a comparator within AWS's rules: one update at a time, rationed decreases. */
export const playTableComparator = (
  comparator: TableComparator,
  setup: TableComparatorSetup,
): readonly TablePoint[] => {
  const { demand, startMs, fromMinute, minUnits, maxUnits } = setup;
  const wish = comparator.start();
  const whole = (units: number): number => Math.max(minUnits, Math.min(maxUnits, Math.ceil(units - 1e-9)));
  const startMinute = Math.floor(startMs / 60_000);
  const ration = new DecreaseRation();
  let recent = 0;
  for (let minute = Math.max(0, fromMinute - 60); minute < fromMinute; minute += 1) {
    recent = Math.max(recent, demand[minute] ?? 0);
  }
  let provisioned = whole(recent / 0.7);
  const points: TablePoint[] = [{ t: 0, mode: 'provisioned', read: provisioned }];
  let next = provisioned;
  let busyUntil = fromMinute;
  for (let minute = fromMinute; minute < demand.length; minute += 1) {
    if (minute < busyUntil) continue;
    provisioned = next;
    const wanted = whole(wish({ minute, provisioned, demand }));
    if (wanted === provisioned || (wanted < provisioned && !ration.take(startMinute + minute))) continue;
    points.push({ t: minute, mode: 'provisioned', read: wanted });
    next = wanted;
    busyUntil = minute + delayMinutes.updateTable;
  }
  return points;
};
