/** What a comparator of the cluster sees when it may act: CPU percent of the minutes before `minute`, the newest last. */
export interface ClusterSight {
  readonly minute: number;
  readonly nodes: number;
  /** By minute of the demand; filled up to `minute - 1`. */
  readonly cpuPercent: Float64Array;
  /** First minute after the last change was complete; `fromMinute` before any. */
  readonly settledMinute: number;
  readonly fromMinute: number;
}

export interface ClusterComparator {
  readonly name: string;
  readonly source: string;
  /** A fresh one per replay: it may keep what it recommended. */
  readonly start: () => (sight: ClusterSight) => number;
}

export interface NodeBounds {
  readonly min: number;
  readonly max: number;
}

const at = (sight: ClusterSight, minutesAgo: number): number => sight.cpuPercent[sight.minute - minutesAgo] ?? 0;

/** Of the last minutes that belong to the size as it is now. */
const since = (sight: ClusterSight, minutes: number): readonly number[] => {
  const from = Math.max(sight.minute - minutes, sight.settledMinute, 0);
  return Array.from(sight.cpuPercent.subarray(from, sight.minute));
};

const mean = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0) / list.length;

const cooled = (sight: ClusterSight, minutes: number): boolean => sight.minute >= sight.settledMinute + minutes;

/** The brief: alarm on the average of two 5-minute periods; above 70 % two nodes more, below 40 % fewer, never below the minimum. */
const threshold: ClusterComparator = {
  name: 'threshold rules',
  source: 'the rules handed over: CPU > 70 % two nodes more, < 40 % two fewer, 2 x 300 s, cool-downs 5 and 30 min',
  start: () => (sight) => {
    const seen = since(sight, 10);
    if (seen.length < 10) return sight.nodes;
    const cpu = mean(seen);
    if (cpu > 70 && cooled(sight, 5)) return sight.nodes + 2;
    if (cpu < 40 && cooled(sight, 30)) return sight.nodes - 2;
    return sight.nodes;
  },
};

/** Application Auto Scaling's shape: out after 3 minutes above 70 %, in after 15 minutes below 0.9 x 70 %. */
const targetTracking: ClusterComparator = {
  name: 'target tracking',
  source: 'Application Auto Scaling: target 70 %, out after 3 x 1 min, in after 15 x 1 min below 63 %',
  start: () => (sight) => {
    const recent = since(sight, 3);
    if (recent.length === 3 && Math.min(...recent) > 70) return Math.ceil((sight.nodes * mean(recent)) / 70);
    const quiet = since(sight, 15);
    if (quiet.length === 15 && Math.max(...quiet) < 63) return Math.ceil((sight.nodes * Math.max(...quiet)) / 70);
    return sight.nodes;
  },
};

/** Cloud Spanner autoscaler: threshold 65 with margin 5, cool-downs 5 and 30 minutes. */
const linear: ClusterComparator = {
  name: 'Spanner linear',
  source: 'cloudspannerecosystem/autoscaler, LINEAR: ceil(n x CPU / 65), margin 5, cool-downs 5 and 30 min',
  start: () => (sight) => {
    const cpu = at(sight, 1);
    const wanted = Math.ceil((sight.nodes * cpu) / 65);
    if (cpu > 70 && cooled(sight, 5)) return Math.max(sight.nodes, wanted);
    if (cpu < 60 && cooled(sight, 30)) return Math.min(sight.nodes, wanted);
    return sight.nodes;
  },
};

const stepwise: ClusterComparator = {
  name: 'Spanner stepwise',
  source: 'cloudspannerecosystem/autoscaler, STEPWISE: 2 nodes, 5 above 90 %, cool-downs 5 and 30 min',
  start: () => (sight) => {
    const cpu = at(sight, 1);
    if (cpu > 90 && cooled(sight, 5)) return sight.nodes + 5;
    if (cpu > 70 && cooled(sight, 5)) return sight.nodes + 2;
    if (cpu < 60 && cooled(sight, 30)) return sight.nodes - 2;
    return sight.nodes;
  },
};

/** Kubernetes HPA: ceil(n x CPU / target), tolerance 10 %, downwards the largest recommendation of the last 5 minutes. */
const hpa: ClusterComparator = {
  name: 'HPA, 300 s stabilisation',
  source: 'Kubernetes HPA: target 70 %, tolerance 10 %, down-stabilisation 300 s',
  start: () => {
    const recommended: { readonly minute: number; readonly nodes: number }[] = [];
    return (sight) => {
      const cpu = at(sight, 1);
      const ratio = cpu / 70;
      const now = Math.abs(ratio - 1) <= 0.1 ? sight.nodes : Math.ceil(sight.nodes * ratio);
      recommended.push({ minute: sight.minute, nodes: now });
      while ((recommended[0]?.minute ?? 0) <= sight.minute - 5) recommended.shift();
      const highest = Math.max(...recommended.map(({ nodes }) => nodes));
      if (now > sight.nodes) return now;
      return Math.min(sight.nodes, highest);
    };
  },
};

export const clusterComparators: readonly ClusterComparator[] = [threshold, targetTracking, linear, stepwise, hpa];
