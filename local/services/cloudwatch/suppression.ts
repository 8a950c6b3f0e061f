import type { Clock, Timer } from '../../kernel/clock';
import type { AlarmStatus, CompositeAlarm, SuppressedBy, Suppression } from './alarm';
import type { AlarmBook } from './alarm-book';

/** Takes the actions of a composite alarm for the state that it is in, having come from `previous`. */
export type TakeActions = (alarm: CompositeAlarm, previous: AlarmStatus) => void;

interface Held {
  /** The state before the first change whose actions are held; undefined while there is none. */
  readonly previous: AlarmStatus | undefined;
  readonly timer: Timer | undefined;
}

/**
 * Holds the actions of composite alarms back while their suppressor is in ALARM, for the wait period before it might get there,
 * and for the extension period after it left (user guide, "Composite alarm action suppression").
 */
export class Suppressions {
  readonly #held = new Map<string, Held>();

  constructor(
    private readonly clock: Clock,
    private readonly book: AlarmBook,
    private readonly takeActions: TakeActions,
  ) {}

  /** The alarm changed its state. A wait or an extension that runs is discarded, a new wait begins. */
  changed(alarm: CompositeAlarm, previous: AlarmStatus): void {
    this.#end(alarm);
    const { suppressor } = alarm;
    if (suppressor === undefined) {
      this.takeActions(alarm, previous);
    } else if (this.book.status(suppressor.alarmName)?.state === 'ALARM') {
      this.#hold(alarm, 'Alarm', previous, undefined);
    } else {
      this.#hold(alarm, 'WaitPeriod', previous, suppressor.waitS);
    }
  }

  /** The suppressor of the alarm changed its state. */
  suppressorChanged(alarm: CompositeAlarm, before: AlarmStatus, after: AlarmStatus): void {
    const { suppressor } = alarm;
    const held = this.#held.get(alarm.name);
    if (after.state === 'ALARM') {
      this.#end(alarm);
      this.#hold(alarm, 'Alarm', held?.previous, undefined);
    } else if (before.state === 'ALARM' && suppressor !== undefined) {
      this.#end(alarm);
      this.#hold(alarm, 'ExtensionPeriod', held?.previous, suppressor.extensionS);
    }
  }

  /** The alarm was put anew or deleted: what runs is discarded. */
  forget(name: string): void {
    this.#held.get(name)?.timer?.cancel();
    this.#held.delete(name);
    this.book.setSuppression(name, undefined);
  }

  stop(): void {
    for (const name of [...this.#held.keys()]) {
      this.forget(name);
    }
  }

  #hold(alarm: CompositeAlarm, by: SuppressedBy, previous: AlarmStatus | undefined, forS: number | undefined): void {
    const release = (): void => {
      this.#end(alarm);
      if (previous !== undefined) {
        this.takeActions(alarm, previous);
      }
    };
    if (forS === 0) {
      release();
      return;
    }
    const timer = forS === undefined ? undefined : this.clock.at(this.clock.now() + forS * 1_000, release);
    this.#held.set(alarm.name, { previous, timer });
    this.book.setSuppression(alarm.name, suppressionBy(by));
  }

  #end(alarm: CompositeAlarm): void {
    this.forget(alarm.name);
  }
}

function suppressionBy(by: SuppressedBy): Suppression {
  return { by, reason: `Actions suppressed by ${by}` };
}
