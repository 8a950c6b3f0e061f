import { itemKey, tableName } from '../stale/item-key';
import { Flights } from './flights';
import type { Input, Output } from './operation';

type Outcome = Promise<Output<'getItem'>>;

/**
 * Reads of the same item at the same time become one. A read never joins one that began before a write of this process to the table
 * ended, or on another route: it would miss what its caller already knows.
 */
export class Coalescer {
  private readonly flights = new Flights<Output<'getItem'>>();
  /** Goes up with each write to the table; flights of an earlier one are not joined any more. */
  private readonly epochs = new Map<string, number>();
  private epoch = 0;
  /** Of tables that were not written to since everything was. */
  private floor = 0;
  private route: unknown;

  constructor(private readonly joined: () => void) {}

  /** `fly` is given what it must call when the read is over. */
  read(route: unknown, input: Input<'getItem'>, fly: (over: () => void) => Outcome): Outcome {
    const { TableName, Key, ConsistentRead, ReturnConsumedCapacity } = input;
    if (TableName === undefined || Key === undefined || ConsistentRead === true) return fly(nothing);
    // Capacity is paid once and must not be counted twice.
    if (ReturnConsumedCapacity !== undefined && ReturnConsumedCapacity !== 'NONE') return fly(nothing);
    if (this.route !== route) this.written(undefined);
    this.route = route;
    const text = `${itemKey(TableName, Key)}${projection(input)}`;
    const epoch = this.epochs.get(tableName(TableName)) ?? this.floor;
    const known = this.flights.find(text, epoch)?.outcome;
    if (known !== undefined) {
      this.joined();
      return known.then((output) => structuredClone(output));
    }
    const flight = this.flights.add(text, epoch);
    const outcome = fly(() => this.flights.remove(flight));
    flight.outcome = outcome;
    return outcome;
  }

  /** Undefined: whatever the table. */
  written(table: string | undefined): void {
    this.epoch += 1;
    if (table !== undefined) {
      this.epochs.set(tableName(table), this.epoch);
      return;
    }
    this.floor = this.epoch;
    this.epochs.clear();
  }
}

const nothing = (): void => {};

function projection({ ProjectionExpression, AttributesToGet, ExpressionAttributeNames }: Input<'getItem'>): string {
  if (ProjectionExpression === undefined && AttributesToGet === undefined) return '';
  return `\u0002${JSON.stringify([ProjectionExpression, AttributesToGet, ExpressionAttributeNames])}`;
}
