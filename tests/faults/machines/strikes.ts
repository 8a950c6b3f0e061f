import type { Cell, Fault } from '../fault-cells';
import type { PlannedFault } from '../plan';

/** One that may be held until the hand-over is in a stage. */
export interface HeldFault extends PlannedFault {
  readonly stage?: string;
}

/** Strikes calls as planned and remembers which cells were struck. */
export class Strikes {
  readonly struck: Cell[] = [];
  readonly #entries: { readonly fault: HeldFault; passed: number; fired: number }[];
  #on = true;

  constructor(faults: readonly HeldFault[]) {
    this.#entries = faults.map((fault) => ({ fault, passed: 0, fired: 0 }));
  }

  end(): void {
    this.#on = false;
  }

  /** `stage`: where the hand-over stands. `may`: what AWS would never say of this very call does not strike it. */
  strike(
    at: Omit<Cell, 'fault'>,
    { stage, may = () => true }: { readonly stage?: string | undefined; readonly may?: (fault: Fault) => boolean } = {},
  ): Cell | undefined {
    if (!this.#on) return undefined;
    for (const entry of this.#entries) {
      const { cell, skip, count } = entry.fault;
      if (cell.machine !== at.machine || cell.state !== at.state || cell.operation !== at.operation) continue;
      if ((entry.fault.stage !== undefined && entry.fault.stage !== stage) || !may(cell.fault)) continue;
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
