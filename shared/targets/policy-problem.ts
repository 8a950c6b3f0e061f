/** A broken rule between fields of one policy; `fields` are the paths it looked at. */
export interface PolicyProblem {
  readonly fields: readonly [string, ...string[]];
  readonly value: unknown;
  readonly rule: string;
  readonly hint?: string;
}
