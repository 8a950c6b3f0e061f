/** A read on its way. */
export interface Flight<T> {
  readonly text: string;
  /** Of its table when it began. */
  readonly epoch: number;
  readonly bucket: number;
  outcome: Promise<T> | undefined;
  next: Flight<T> | undefined;
}

const BUCKETS = 512;

/**
 * Reads on their way by the text of what they read. Buckets that stay where they are and not a `Map`: a small map that is filled and emptied
 * all the time builds itself anew every few entries, and what it leaves behind holds answers until the next full collection.
 */
export class Flights<T> {
  private readonly buckets: (Flight<T> | undefined)[] = Array.from({ length: BUCKETS }, () => undefined);

  find(text: string, epoch: number): Flight<T> | undefined {
    let flight = this.buckets[bucketOf(text)];
    while (flight !== undefined && (flight.epoch !== epoch || flight.text !== text)) flight = flight.next;
    return flight;
  }

  add(text: string, epoch: number): Flight<T> {
    const bucket = bucketOf(text);
    const flight: Flight<T> = { text, epoch, bucket, outcome: undefined, next: this.buckets[bucket] };
    this.buckets[bucket] = flight;
    return flight;
  }

  remove(flight: Flight<T>): void {
    const { bucket } = flight;
    let at = this.buckets[bucket];
    if (at === flight) this.buckets[bucket] = flight.next;
    else {
      while (at !== undefined && at.next !== flight) at = at.next;
      if (at !== undefined) at.next = flight.next;
    }
    flight.next = undefined;
    flight.outcome = undefined;
  }
}

/** FNV-1a. */
function bucketOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 16)) & (BUCKETS - 1);
}
