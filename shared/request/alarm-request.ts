import type { Config, Target } from '../targets';
import { readAlarmEvent, type Watched } from './alarm-event';
import { type Finding, finding, nearest, refused } from './problem';
import type { ParsedRequest } from './request';

const alarmPrefix = 'daxpilot/';

/**
 * An alarm's change of state. It only wakes: metrics are read anew, so an event that comes twice, late or out of order costs one
 * look and is never dropped by its id or age.
 */
export function parseAlarmEvent(input: unknown, config: Config): ParsedRequest {
  const read = readAlarmEvent(input);
  if ('findings' in read) return refused(read.findings);
  const { alarmName, state, reason, atMs, mutedBy, composite, watched, timestamp } = read.event;
  if (!alarmName.startsWith(alarmPrefix)) {
    return ignored('foreign-alarm', `${alarmName} is not an alarm of daxpilot: their names begin with ${alarmPrefix}`);
  }
  const name = alarmName.slice(alarmPrefix.length).split('/')[0] ?? '';
  const target = Object.hasOwn(config.targets, name) ? config.targets[name] : undefined;
  if (composite) {
    return ignored('composite-alarm', `${alarmName} is a composite alarm; its children wake daxpilot`, target);
  }

  const findings = watched.flatMap((resource) => checkResource(resource, target, config));
  if (target === undefined) return refused([...findings, undeclaredTarget(name, config)]);
  if (findings.length > 0) return refused(findings);

  if (state === 'OK') return ignored('alarm-ok', `${alarmName} went back to OK`, target);
  if (state === 'INSUFFICIENT_DATA') {
    return ignored('alarm-insufficient-data', `${alarmName} has no data; nothing is done on what is not known`, target);
  }
  if (mutedBy !== undefined) return ignored('alarm-muted', `${alarmName} is muted by ${mutedBy}`, target);
  if (atMs === undefined) {
    const rule = 'must be a date and time, or the event must have a "time"';
    return refused([finding('invalid-event', 'detail.state.timestamp', timestamp, rule)]);
  }
  return {
    kind: 'request',
    request: {
      schemaVersion: 1,
      target: target.name,
      mode: 'apply',
      source: 'alarm',
      reason: reason ?? `${alarmName} is in ALARM`,
      alarm: { name: alarmName, state, atMs },
    },
  };
}

const ignored = (reasonCode: string, text: string, target?: Target): ParsedRequest => ({
  kind: 'ignored',
  reasonCode,
  text,
  ...(target === undefined ? {} : { target: target.name }),
});

const undeclaredTarget = (name: string, config: Config): Finding =>
  finding(
    'undeclared-target',
    'detail.alarmName',
    name,
    `must be "${alarmPrefix}TARGET/..." with a target that is declared in daxpilot.yml`,
    nearest(name, Object.keys(config.targets)),
  );

/** What the alarm watches must belong to the target that it names: a mistaken or copied alarm must not move another cluster. */
function checkResource(watched: Watched, target: Target | undefined, config: Config): readonly Finding[] {
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

const namesOf = (target: Target, kind: Watched['kind']): readonly string[] =>
  kind === 'table' ? target.tables : [target.cluster ?? []].flat();
