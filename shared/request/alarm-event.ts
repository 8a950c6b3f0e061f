import { type Finding, finding } from './problem';

/**
 * "CloudWatch Alarm State Change" as EventBridge delivers it, as far as it is used. Everything else is let through: AWS adds members
 * (`alarmTags`, mute rules), and `reasonData` is absent in some events. Thresholds are not in it and are not needed. Read by hand: a schema
 * library would be half of each handler's bundle.
 */
export interface AlarmEvent {
  readonly alarmName: string;
  readonly state: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';
  readonly reason?: string;
  /** When the state changed, else when the event was made; undefined if neither can be read. */
  readonly atMs?: number;
  readonly timestamp: unknown;
  readonly mutedBy?: string;
  /** A composite alarm has a rule and no metrics. */
  readonly composite: boolean;
  readonly watched: readonly Watched[];
}

/** A cluster or table that the alarm watches. */
export interface Watched {
  readonly path: string;
  readonly kind: 'cluster' | 'table';
  readonly name: string;
}

const states = ['ALARM', 'OK', 'INSUFFICIENT_DATA'] as const;

export function readAlarmEvent(
  input: unknown,
): { readonly event: AlarmEvent } | { readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const expected = (path: string, value: unknown, rule: string) => {
    findings.push(finding('invalid-event', path, value, rule));
  };
  const optionalText = (path: string, value: unknown): string | undefined => {
    if (typeof value === 'string') return value;
    if (value !== undefined && value !== null) expected(path, value, 'must be a string');
    return undefined;
  };

  const detail = member(input, 'detail');
  if (!isObject(detail)) {
    expected('detail', detail, 'must be an object');
    return { findings };
  }
  const { alarmName, state, configuration } = detail;
  if (typeof alarmName !== 'string') expected('detail.alarmName', alarmName, 'must be a string');
  const value = states.find((known) => known === member(state, 'value'));
  if (value === undefined) expected('detail.state.value', member(state, 'value'), `must be ${states.join(', ')}`);
  const reason = optionalText('detail.state.reason', member(state, 'reason'));
  const mutedBy = optionalText('detail.state.actionsSuppressedBy', member(state, 'actionsSuppressedBy'));
  const metrics = member(configuration, 'metrics');
  const resources = watchedBy(Array.isArray(metrics) ? metrics : []);
  for (const { path, name } of resources) if (typeof name !== 'string') expected(path, name, 'must be a string');
  if (findings.length > 0 || typeof alarmName !== 'string' || value === undefined) return { findings };

  const timestamp = member(state, 'timestamp');
  const atMs = timeMs(timestamp) ?? timeMs(member(input, 'time'));
  return {
    event: {
      alarmName,
      state: value,
      timestamp,
      ...(reason === undefined ? {} : { reason }),
      ...(atMs === undefined ? {} : { atMs }),
      ...(mutedBy === undefined ? {} : { mutedBy }),
      composite: metrics === undefined && member(configuration, 'alarmRule') !== undefined,
      watched: resources.map(({ path, kind, name }) => ({
        path,
        kind,
        name: kind === 'cluster' ? String(name).toLowerCase() : String(name),
      })),
    },
  };
}

/** A math alarm has its dimensions in the entries that the expression refers to. Other namespaces' dimensions are none of ours. */
function watchedBy(metrics: readonly unknown[]) {
  return metrics.flatMap((entry, index) => {
    const metric = member(member(entry, 'metricStat'), 'metric');
    const dimensions = member(metric, 'dimensions');
    const path = `detail.configuration.metrics[${index}].metricStat.metric.dimensions`;
    const [kind, dimension] = resourceOf(member(metric, 'namespace'));
    const name = member(dimensions, dimension);
    return kind === undefined || name === undefined ? [] : [{ path: `${path}.${dimension}`, kind, name }];
  });
}

function resourceOf(namespace: unknown): readonly ['cluster' | 'table' | undefined, string] {
  switch (namespace) {
    case 'AWS/DAX':
      return ['cluster', 'ClusterId'];
    case 'AWS/DynamoDB':
      return ['table', 'TableName'];
    default:
      return [undefined, ''];
  }
}

/** `2026-11-23T17:04:40.989+0000`: an offset without a colon, which ISO 8601 does not allow beside extended dates. */
function timeMs(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined;
  const ms = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(ms) ? undefined : ms;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const member = (value: unknown, name: string): unknown =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
