import { itemKey, tableName } from '../stale/item-key';
import type { Input, Output } from './operation';

type Flight = Promise<Output<'getItem'>>;

/**
 * Reads of the same item at the same time become one. A read never joins one that began before a write of this process to the table
 * ended, or on another route: it would miss what its caller already knows.
 */
export class Coalescer {
  private readonly flights = new Map<string, Map<string, Flight>>();
  private route: unknown;

  constructor(private readonly joined: () => void) {}

  read(route: unknown, input: Input<'getItem'>, fly: () => Flight): Flight {
    const { TableName, Key, ConsistentRead, ReturnConsumedCapacity } = input;
    if (TableName === undefined || Key === undefined || ConsistentRead === true) return fly();
    // Capacity is paid once and must not be counted twice.
    if (ReturnConsumedCapacity !== undefined && ReturnConsumedCapacity !== 'NONE') return fly();
    if (this.route !== route) this.flights.clear();
    this.route = route;
    const key = `${itemKey(TableName, Key)}${projection(input)}`;
    const ofTable = this.ofTable(tableName(TableName));
    const known = ofTable.get(key);
    if (known !== undefined) {
      this.joined();
      return known.then((output) => structuredClone(output));
    }
    const flight = fly();
    ofTable.set(key, flight);
    const over = () => {
      if (ofTable.get(key) === flight) ofTable.delete(key);
    };
    flight.then(over, over);
    return flight;
  }

  /** Undefined: whatever the table. */
  written(table: string | undefined): void {
    if (table === undefined) this.flights.clear();
    else this.flights.delete(tableName(table));
  }

  private ofTable(table: string): Map<string, Flight> {
    const known = this.flights.get(table);
    if (known !== undefined) return known;
    const made = new Map<string, Flight>();
    this.flights.set(table, made);
    return made;
  }
}

function projection({ ProjectionExpression, AttributesToGet, ExpressionAttributeNames }: Input<'getItem'>): string {
  if (ProjectionExpression === undefined && AttributesToGet === undefined) return '';
  return `\u0002${JSON.stringify([ProjectionExpression, AttributesToGet, ExpressionAttributeNames])}`;
}
