import type { Scenario, Subject } from '../scenario';
import { Records } from './records';

/** What stays the same in all worlds of one exploration. */
export class Setting {
  readonly records = new Records();
  /** Gates by the number of record and journal. */
  readonly asked = new Map<number, ReadonlySet<string>>();
  readonly clusters: { readonly old: string | null; readonly new: string | null };
  readonly itemTtlMs: number;

  constructor(
    readonly scenario: Scenario,
    readonly subject: Subject,
  ) {
    const { procedure } = scenario;
    this.clusters = {
      old: procedure.startsWith('introduce') ? null : 'a',
      new: procedure === 'remove' ? null : 'b',
    };
    this.itemTtlMs = procedure.endsWith('paused') ? 0 : 300_000;
  }
}
