import type { Problem } from '../targets';

export type { Problem } from '../targets';

/** What wakes an execution, after validation. `plan` never changes anything; `apply` does what the target's policy allows. */
export interface Request {
  readonly schemaVersion: 1;
  readonly target: string;
  readonly mode: 'plan' | 'apply';
  readonly source: 'alarm' | 'manual' | 'schedule' | 'recovery' | 'successor' | 'approval';
  readonly reason: string;
  /** The decision that a person approved. */
  readonly approval?: string;
  readonly alarm?: {
    readonly name: string;
    readonly state: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';
    readonly atMs: number;
  };
}

export type ParsedRequest =
  | { readonly kind: 'request'; readonly request: Request }
  /** Not for us or nothing to do: an OK transition, a muted alarm, a composite alarm. `target` only where it is known and declared. */
  | { readonly kind: 'ignored'; readonly reasonCode: string; readonly text: string; readonly target?: string }
  | { readonly kind: 'refused'; readonly reasonCode: string; readonly problems: readonly Problem[] };
