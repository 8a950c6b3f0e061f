import { type EndpointRecord, type Journal, type Next, type Routes, routesOf } from '../../../shared/handover';
import { nowMs } from './times';
import { at, type World } from './world';

export interface Controlled {
  readonly record: EndpointRecord;
  readonly journal: Journal | undefined;
  /** The record's own number, which processes follow. */
  readonly recordId: number;
}

/** Numbers for records with and without their journal, and for what the controller has seen and not yet done. */
export class Records {
  readonly records: EndpointRecord[] = [];
  readonly routes: Routes[] = [];
  private readonly controlled: Controlled[] = [];
  private readonly numbers = new Map<string, number>();
  readonly intents: { readonly base: number; readonly next: Next; readonly text: string }[] = [];

  of(world: World): Controlled {
    return this.controlled[world[at.record] as number] as Controlled;
  }

  controlledId(record: EndpointRecord, journal: Journal | undefined): number {
    const plain = journal && {
      ...journal,
      sinceMs: 0,
      ...(journal.sealedAtMs === undefined ? {} : { sealedAtMs: nowMs }),
      ...(journal.turned === undefined ? {} : { turned: '' }),
    };
    const recordId = this.recordId(record);
    return this.number(`controlled ${recordId} ${JSON.stringify(plain)}`, this.controlled, {
      record,
      journal: plain,
      recordId,
    });
  }

  recordId(record: EndpointRecord): number {
    const id = this.number(`record ${JSON.stringify(record)}`, this.records, record);
    this.routes[id] ??= routesOf(record);
    return id;
  }

  intentId(base: number, next: Next, text: string): number {
    return this.number(`intent ${base} ${JSON.stringify(next)}`, this.intents, { base, next, text }) + 1;
  }

  private number<Thing>(key: string, things: Thing[], thing: Thing): number {
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    things.push(thing);
    this.numbers.set(key, things.length - 1);
    return things.length - 1;
  }

  /** Where all read from the table nothing may be stale, writes around DAX included. */
  isBridge(record: number): boolean {
    const { phase } = this.records[record] as EndpointRecord;
    return phase === 1 || phase === 2;
  }
}
