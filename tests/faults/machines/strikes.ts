import type { Cell } from '../fault-cells';
import type { PlannedFault } from '../plan';

/** Strikes calls as planned and remembers which cells were struck. */
export class Strikes {
  readonly struck: Cell[] = [];
  readonly #entries: { readonly fault: PlannedFault; passed: number; fired: number }[];
  #on = true;

  constructor(
    private readonly machine: string,
    faults: readonly PlannedFault[],
  ) {
    this.#entries = faults.map((fault) => ({ fault, passed: 0, fired: 0 }));
  }

  end(): void {
    this.#on = false;
  }

  strike(state: string, operation: string): Cell | undefined {
    if (!this.#on) return undefined;
    for (const entry of this.#entries) {
      const { cell, skip, count } = entry.fault;
      if (cell.machine !== this.machine || cell.state !== state || cell.operation !== operation) continue;
      if (entry.passed < skip) {
        entry.passed += 1;
      } else if (entry.fired < count) {
        entry.fired += 1;
        this.struck.push(cell);
        return cell;
      }
    }
    return undefined;
  }
}
