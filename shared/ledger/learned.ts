import type { ClusterChampion, TableRule } from '../sizing';
import { targetKey } from './keys';
import { absent, any, type Json, less, type Update } from './update';

/** Rules that the last review of a target took over. */
export interface Learned {
  /** When the load was read that they were learned from. */
  readonly at: number;
  readonly cluster?: LearnedRule<ClusterChampion>;
  readonly tables?: Readonly<Record<string, LearnedRule<TableRule>>>;
}

export interface LearnedRule<Champion> {
  readonly champion: Champion;
  /** Since when this rule is the one in force. */
  readonly since: number;
  /** The rule that it took the place of, with its cost at its last review; absent for the first one. */
  readonly beat?: { readonly rule: string; readonly usdPerDay?: number };
}

/** Touches one attribute, so no owner is asked for; a late attempt of an older review changes nothing. */
export function learnedUpdate(target: string, learned: Learned): Update {
  return {
    key: targetKey(target),
    when: any(absent('learned'), less('learned.at', learned.at)),
    set: { learned: JSON.parse(JSON.stringify(learned)) as Json },
  };
}
