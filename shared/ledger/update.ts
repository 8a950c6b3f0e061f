/** What an item may hold: plain JSON, so that both stores and the payloads of the machine mean the same. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type Item = Readonly<Record<string, Json>>;

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** Attribute name, or `name.member` for one level into a map. Names hold letters only. */
export type Path = string;

/** Comparisons with an absent attribute are false, `differs` included. */
export type Condition =
  | { readonly kind: 'absent' | 'present'; readonly path: Path }
  | { readonly kind: 'equals' | 'differs'; readonly path: Path; readonly value: string | number }
  | { readonly kind: 'less'; readonly path: Path; readonly value: number }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] };

/** One conditional write of one item: all that a step of the protocol may do to the ledger at once. */
export interface Update {
  readonly key: Key;
  readonly when?: Condition;
  readonly set?: Readonly<Record<Path, Json>>;
  readonly setIfAbsent?: Readonly<Record<Path, Json>>;
  /** An absent counter counts as zero. */
  readonly increment?: Readonly<Record<Path, number>>;
  readonly remove?: readonly Path[];
  /** Which form of the item is answered; the form before is `{}` for an item that was not there. Default: `after`. */
  readonly returning?: 'before' | 'after';
}

/** A condition that does not hold is an answer and no error. Why it does not hold takes a strong read. */
export type UpdateResult = { readonly kind: 'done'; readonly item: Item } | { readonly kind: 'refused' };

export const absent = (path: Path): Condition => ({ kind: 'absent', path });
export const equals = (path: Path, value: string | number): Condition => ({ kind: 'equals', path, value });
export const differs = (path: Path, value: string | number): Condition => ({ kind: 'differs', path, value });
export const less = (path: Path, value: number): Condition => ({ kind: 'less', path, value });
export const all = (...of: readonly Condition[]): Condition => ({ kind: 'all', of });
export const any = (...of: readonly Condition[]): Condition => ({ kind: 'any', of });
