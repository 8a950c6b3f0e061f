import type { FunctionName } from '../../shared/flow';
import { type Change, evaluateUpdate, type Item, type Update, type UpdateResult } from '../../shared/ledger';
import { AslMachine, type Execution, type Stop } from './asl-machine';
import { namedIn, relative, renamed, type View } from './canonical';
import { forgetful, holds, projected, sparing, withoutCause } from './forgetful';
import { type Attempt, type Call, type Pending, type Response, replay, type Subject } from './replay';

/** An attempt of a step after the answers that it has had. */
export interface Cont {
  readonly attempt: Attempt;
  readonly responses: readonly Response[];
  readonly pending: Pending;
  /** The last answer was to a call that only read. */
  readonly hasRead: boolean;
}

export interface MachineState {
  readonly machine: 'rightsize' | 'recovery';
  readonly execution: Execution;
  readonly stop: Stop;
  /** It believes that it holds the target. */
  readonly holds: boolean;
}

/**
 * Numbers for machine states, attempts and items, with the steps from one to the next remembered. The real code runs once for each
 * of them, however many states of the world they occur in.
 */
export class Interned {
  readonly #machines: { readonly rightsize: AslMachine; readonly recovery: AslMachine };
  readonly #stops: MachineState[] = [];
  readonly #conts: Cont[] = [];
  readonly #items: (Item | undefined)[] = [undefined];
  readonly #numbers = new Map<string, number>();
  readonly #steps = new Map<string, number>();
  readonly #named = new Map<string, ReadonlySet<number>>();
  readonly #nameless = new Map<string, string>();

  constructor(
    readonly subject: Subject,
    /** To see that what is left out besides makes no difference but in the number of states. */
    readonly keepsAll = false,
    /** With tasks that may fail it makes a difference what an admission counted. */
    readonly retries?: Readonly<Record<string, number>>,
  ) {
    this.#machines = { rightsize: AslMachine.named('rightsize', retries), recovery: AslMachine.named('recovery') };
  }

  get mayFail(): boolean {
    return this.retries !== undefined;
  }

  stop(id: number): MachineState {
    return must(this.#stops[id]);
  }

  cont(id: number): Cont {
    return must(this.#conts[id]);
  }

  item(id: number): Item | undefined {
    return this.#items[id];
  }

  /** Whether the way of the machine can lead to Admit again. */
  mayAdmit(stopId: number): boolean {
    const { machine, stop } = this.stop(stopId);
    return stop.kind !== 'ended' && this.#machines[machine].mayReach(stop.state, 'Admit');
  }

  async start(machine: 'rightsize' | 'recovery', execution: Execution): Promise<number> {
    const key = `start ${machine} ${execution.arn} ${JSON.stringify(execution.input)}`;
    return this.#remember(key, async () => {
      const stop = await this.#machines[machine].start(execution);
      return this.#stopId({ machine, execution, stop });
    });
  }

  /** After the task's attempt has returned, thrown, or been given up by the machine. */
  async afterTask(stopId: number, outcome: Pending | { readonly kind: 'given-up' }): Promise<number> {
    return this.#remember(`task ${stopId} ${JSON.stringify(outcome)}`, async () => {
      const { machine, execution, stop } = this.stop(stopId);
      if (stop.kind !== 'task') throw new Error(`${machine} is not at a task`);
      const asl = this.#machines[machine];
      const next =
        outcome.kind === 'returned'
          ? await asl.afterTask(stop, outcome.value, execution)
          : await asl.afterFailure(stop, failureOf(outcome), execution);
      return this.#stopId({ machine, execution, stop: next });
    });
  }

  async afterWait(stopId: number): Promise<number> {
    return this.#remember(`wait ${stopId}`, async () => {
      const { machine, execution, stop } = this.stop(stopId);
      if (stop.kind !== 'wait') throw new Error(`${machine} does not wait`);
      return this.#stopId({ machine, execution, stop: await this.#machines[machine].afterWait(stop, execution) });
    });
  }

  /** The first attempt of the task, or the next one after a retry: the machine's state knows which. */
  async attempt(stopId: number): Promise<number> {
    return this.#remember(`attempt ${stopId}`, async () => {
      const { execution, stop } = this.stop(stopId);
      if (stop.kind !== 'task') throw new Error('only tasks have attempts');
      const attempt = { fn: stop.fn as FunctionName, payload: stop.payload, attempt: '' };
      const round = stop.variables.round ?? '';
      return this.#contId({ ...attempt, attempt: `${execution.arn}.${round}.${stop.retries}` }, [], false);
    });
  }

  async answered(contId: number, response: Response): Promise<number> {
    return this.#remember(`answer ${contId} ${JSON.stringify(response)}`, () => {
      const { attempt, responses, pending } = this.cont(contId);
      const hasRead = pending.kind === 'call' && !hasEffect(pending.call);
      return this.#contId(attempt, [...responses, response], hasRead);
    });
  }

  /** One update of an item: its number afterwards, and the answer. */
  update(itemId: number, update: Update): { readonly item: number; readonly result: UpdateResult } {
    const { item, result } = evaluateUpdate(this.item(itemId), update);
    return { item: this.#itemId(item && this.#projected(item)), result };
  }

  async #contId(attempt: Attempt, responses: readonly Response[], hasRead: boolean): Promise<number> {
    const pending = await replay(this.subject, attempt, responses);
    return this.#number(this.#conts, `cont ${JSON.stringify([attempt, responses])}`, {
      attempt,
      responses,
      pending,
      hasRead,
    });
  }

  #stopId(state: Omit<MachineState, 'holds'>): number {
    const { machine } = state;
    const { stop, execution } = this.keepsAll
      ? { ...state, stop: forgetful(state.stop, this.mayFail) }
      : withoutCause(state, this.mayFail);
    const key = `stop ${machine} ${execution.arn} ${JSON.stringify(execution.input)} ${JSON.stringify(stop)}`;
    return this.#number(this.#stops, key, { machine, execution, stop, holds: holds(stop) });
  }

  /** The same with other names and counters. */
  async contIn(id: number, view: View): Promise<number> {
    return this.#remember(`cont ${id} in ${view.key}`, async () => {
      const { hasRead, attempt: from } = this.cont(id);
      const text = renamed(this.#text('cont', id), view.slots);
      const [attempt, responses] = JSON.parse(relative(text, view, from.fn === 'admit' ? 'counted-on' : 'compared'));
      return this.#contId(attempt, responses, hasRead);
    });
  }

  async stopIn(id: number, view: View): Promise<number> {
    return this.#remember(`stop ${id} in ${view.key}`, async () => {
      const { machine } = this.stop(id);
      const [execution, stop] = JSON.parse(relative(renamed(this.#text('stop', id), view.slots), view, 'compared'));
      return this.#stopId({ machine, execution, stop });
    });
  }

  itemIn(id: number, view: View): number {
    if (id === 0) return 0;
    const key = `item ${id} in ${view.key}`;
    const known = this.#steps.get(key);
    if (known !== undefined) return known;
    const found = this.#itemId(JSON.parse(relative(renamed(this.#text('item', id), view.slots), view, 'compared')));
    this.#steps.set(key, found);
    return found;
  }

  /** The executions that it names. */
  namedBy(kind: Kind, id: number): ReadonlySet<number> {
    const key = `${kind} ${id}`;
    const known = this.#named.get(key) ?? namedIn(this.#text(kind, id));
    this.#named.set(key, known);
    return known;
  }

  /** Its text, with one execution as "me" and all others as "other". */
  nameless(kind: Kind, id: number, self: number): string {
    const key = `${kind} ${id} ${self}`;
    const known = this.#nameless.get(key);
    if (known !== undefined) return known;
    const slots = Array.from({ length: 40 }, (_, index) => (index === self ? 0 : 1));
    const text = renamed(this.#text(kind, id), slots);
    // Numbers are shorter than texts, and as good for an order.
    const number = `${this.#number([], `nameless ${text}`, null, this.#nameless.size)}`;
    this.#nameless.set(key, number);
    return number;
  }

  #text(kind: Kind, id: number): string {
    switch (kind) {
      case 'item':
        return JSON.stringify(this.item(id) ?? null);
      case 'cont': {
        const { attempt, responses } = this.cont(id);
        return JSON.stringify([attempt, responses]);
      }
      case 'stop': {
        const { execution, stop } = this.stop(id);
        return JSON.stringify([execution, stop]);
      }
    }
  }

  /** The same item without its change. */
  withoutChange(itemId: number): number {
    const { change: _over, ...item } = this.item(itemId) ?? {};
    return this.#itemId(item);
  }

  #projected(item: Item): Item {
    const kept = projected(item);
    return this.keepsAll || kept.change === undefined
      ? kept
      : { ...kept, change: sparing(kept.change as unknown as Change) as never };
  }

  #itemId(item: Item | undefined): number {
    const isEmpty = item === undefined || Object.keys(item).every((name) => name === 'pk' || name === 'sk');
    return isEmpty ? 0 : this.#number(this.#items, `item ${JSON.stringify(item)}`, item);
  }

  #number<Thing>(things: Thing[], key: string, thing: Thing, number = things.length): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    things.push(thing);
    this.#numbers.set(key, number);
    return number;
  }

  async #remember(key: string, find: () => Promise<number>): Promise<number> {
    const known = this.#steps.get(key);
    if (known !== undefined) return known;
    const found = await find();
    this.#steps.set(key, found);
    return found;
  }
}

type Kind = 'item' | 'cont' | 'stop';

export const hasEffect = (call: Call): boolean =>
  call.port === 'update' || call.port === 'set-node-count' || call.port === 'start';

function failureOf(outcome: Pending | { readonly kind: 'given-up' }): {
  readonly Error: string;
  readonly Cause: string;
} {
  return outcome.kind === 'threw'
    ? { Error: outcome.error, Cause: '{"errorMessage":"aws.failed: model"}' }
    : { Error: 'Lambda.ServiceException', Cause: '' };
}

function must<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error('this number was never given');
  return thing;
}
