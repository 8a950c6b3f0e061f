import type { Config, Target } from '../targets';
import { type AlarmEvent, alarmEventSchema, type Dimension, timeMs, watchedResources } from './alarm-event';
import { type Finding, finding, nearest, refused } from './problem';
import type { ParsedRequest } from './request';

const alarmPrefix = 'daxpilot/';

/**
 * An alarm's change of state. It only wakes: metrics are read anew, so an event that comes twice, late or out of order costs one
 * look and is never dropped by its id or age.
 */
export function parseAlarmEvent(input: unknown, config: Config): ParsedRequest {
  const parsed = alarmEventSchema.safeParse(input);
  if (!parsed.success) {
    return refused(parsed.error.issues.map((issue) => malformed(issue.path, input, issue.message)));
  }
  const event = parsed.data;
  const { alarmName, state } = event.detail;
  if (!alarmName.startsWith(alarmPrefix)) {
    return ignored('foreign-alarm', `${alarmName} is not an alarm of daxpilot: their names begin with ${alarmPrefix}`);
  }
  const name = alarmName.slice(alarmPrefix.length).split('/')[0] ?? '';
  const target = Object.hasOwn(config.targets, name) ? config.targets[name] : undefined;
  if (isComposite(event)) {
    return ignored('composite-alarm', `${alarmName} is a composite alarm; its children wake daxpilot`, target);
  }

  const findings = watchedResources(event).flatMap((watched) => checkResource(watched, target, config));
  if (target === undefined) return refused([...findings, undeclaredTarget(name, config)]);
  if (findings.length > 0) return refused(findings);

  if (state.value === 'OK') return ignored('alarm-ok', `${alarmName} went back to OK`, target);
  if (state.value === 'INSUFFICIENT_DATA') {
    return ignored('alarm-insufficient-data', `${alarmName} has no data; nothing is done on what is not known`, target);
  }
  if (state.actionsSuppressedBy !== undefined) {
    return ignored('alarm-muted', `${alarmName} is muted by ${state.actionsSuppressedBy}`, target);
  }
  const atMs = timeMs(state.timestamp) ?? timeMs(event.time);
  if (atMs === undefined) {
    const rule = 'must be a date and time, or the event must have a "time"';
    return refused([malformed(['detail', 'state', 'timestamp'], input, rule)]);
  }
  return {
    kind: 'request',
    request: {
      schemaVersion: 1,
      target: target.name,
      mode: 'apply',
      source: 'alarm',
      reason: state.reason ?? `${alarmName} is in ALARM`,
      alarm: { name: alarmName, state: state.value, atMs },
    },
  };
}

const ignored = (reasonCode: string, text: string, target?: Target): ParsedRequest => ({
  kind: 'ignored',
  reasonCode,
  text,
  ...(target === undefined ? {} : { target: target.name }),
});

const isComposite = ({ detail: { configuration } }: AlarmEvent) =>
  configuration?.alarmRule !== undefined && configuration.metrics === undefined;

const undeclaredTarget = (name: string, config: Config): Finding =>
  finding(
    'undeclared-target',
    'detail.alarmName',
    name,
    `must be "${alarmPrefix}TARGET/..." with a target that is declared in daxpilot.yml`,
    nearest(name, Object.keys(config.targets)),
  );

/** What the alarm watches must belong to the target that it names: a mistaken or copied alarm must not move another cluster. */
function checkResource(watched: Dimension, target: Target | undefined, config: Config): readonly Finding[] {
  const { path, kind, name } = watched;
  const targets = Object.values(config.targets);
  const owners = targets.filter((candidate) => namesOf(candidate, kind).includes(name)).map((owner) => owner.name);
  if (owners.length === 0) {
    const hint = nearest(
      name,
      targets.flatMap((candidate) => namesOf(candidate, kind)),
    );
    return [finding(`undeclared-${kind}`, path, name, `must be a ${kind} that is declared in daxpilot.yml`, hint)];
  }
  if (target === undefined || owners.includes(target.name)) return [];
  const rule = `must be a ${kind} of ${target.name}, which the alarm names; it belongs to ${owners.join(', ')}`;
  return [finding('alarm-of-another-target', path, name, rule)];
}

const namesOf = (target: Target, kind: Dimension['kind']): readonly string[] =>
  kind === 'table' ? target.tables : [target.cluster ?? []].flat();

const malformed = (path: readonly PropertyKey[], input: unknown, rule: string): Finding =>
  finding('invalid-event', pathText(path), valueAt(path, input), rule);

const pathText = (path: readonly PropertyKey[]) =>
  path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');

const valueAt = (path: readonly PropertyKey[], input: unknown) =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    input,
  );
