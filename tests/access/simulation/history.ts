/** A write as the table carried it out. */
export interface Applied {
  readonly atMs: number;
  readonly key: string;
  /** Unique per call of a caller. */
  readonly value: string;
}

export type Call =
  | {
      readonly kind: 'write';
      readonly process: number;
      readonly key: string;
      readonly value: string;
      readonly startMs: number;
      readonly endMs: number;
      readonly outcome: 'acknowledged' | 'not-done' | 'ambiguous';
      /** It went around DAX. */
      readonly around: boolean;
    }
  | {
      readonly kind: 'read';
      readonly process: number;
      readonly key: string;
      /** Undefined: no item. */
      readonly value: string | undefined;
      readonly startMs: number;
      readonly endMs: number;
      readonly strong: boolean;
      readonly outcome: 'read' | 'failed';
    };

export interface History {
  readonly calls: readonly Call[];
  readonly applied: readonly Applied[];
}
