import type { Alarm, AlarmStatus, CompositeAlarm, MetricAlarm, Suppression } from './alarm';
import { childrenOf } from './composite-rule';
import { compareText } from './metric-id';

/** Every alarm with its state and tags, by name. */
export class AlarmBook {
  readonly #alarms = new Map<string, Alarm>();
  readonly #statuses = new Map<string, AlarmStatus>();
  readonly #suppressions = new Map<string, Suppression>();
  readonly #tags = new Map<string, ReadonlyMap<string, string>>();
  #sorted: readonly Alarm[] | undefined;

  get(name: string): Alarm | undefined {
    return this.#alarms.get(name);
  }

  put(alarm: Alarm, initial: AlarmStatus): void {
    this.#alarms.set(alarm.name, alarm);
    this.#sorted = undefined;
    if (!this.#statuses.has(alarm.name)) {
      this.#statuses.set(alarm.name, initial);
    }
  }

  delete(name: string): void {
    this.#alarms.delete(name);
    this.#statuses.delete(name);
    this.#suppressions.delete(name);
    this.#tags.delete(name);
    this.#sorted = undefined;
  }

  status(name: string): AlarmStatus | undefined {
    return this.#statuses.get(name);
  }

  setStatus(name: string, status: AlarmStatus): void {
    this.#statuses.set(name, status);
  }

  suppression(name: string): Suppression | undefined {
    return this.#suppressions.get(name);
  }

  setSuppression(name: string, suppression: Suppression | undefined): void {
    if (suppression === undefined) {
      this.#suppressions.delete(name);
    } else {
      this.#suppressions.set(name, suppression);
    }
  }

  tags(name: string): ReadonlyMap<string, string> {
    return this.#tags.get(name) ?? new Map();
  }

  setTags(name: string, tags: ReadonlyMap<string, string>): void {
    this.#tags.set(name, tags);
  }

  /** In the order of names. */
  list(): readonly Alarm[] {
    this.#sorted ??= [...this.#alarms.values()].sort((a, b) => compareText(a.name, b.name));
    return this.#sorted;
  }

  metricAlarms(): readonly MetricAlarm[] {
    return this.list().filter((alarm) => alarm.kind === 'metric');
  }

  compositeAlarms(): readonly CompositeAlarm[] {
    return this.list().filter((alarm) => alarm.kind === 'composite');
  }

  /** Composite alarms whose rule looks at the alarm. */
  parentsOf(name: string): readonly CompositeAlarm[] {
    return this.compositeAlarms().filter(({ rule }) => childrenOf(rule).includes(name));
  }

  /** Composite alarms whose actions the alarm suppresses. */
  suppressedBy(name: string): readonly CompositeAlarm[] {
    return this.compositeAlarms().filter(({ suppressor }) => suppressor?.alarmName === name);
  }
}
