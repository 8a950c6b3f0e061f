/** A parsed JSONPath. */
export interface JsonPath {
  readonly text: string;
  /** `$`, `$$` (context object) or the name of a variable. */
  readonly root:
    | { readonly kind: 'input' }
    | { readonly kind: 'context' }
    | { readonly kind: 'variable'; readonly name: string };
  readonly steps: readonly Step[];
}

export type Step =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'descend' }
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | {
      readonly kind: 'slice';
      readonly start: number | undefined;
      readonly end: number | undefined;
      readonly step: number;
    }
  | { readonly kind: 'filter'; readonly filter: Filter }
  | { readonly kind: 'function'; readonly name: string };

export type Filter =
  | { readonly kind: 'or' | 'and'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly operand: Filter }
  | { readonly kind: 'exists'; readonly operand: Operand }
  | { readonly kind: 'compare'; readonly operator: string; readonly left: Operand; readonly right: Operand };

export type Operand =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'pattern'; readonly pattern: RegExp }
  | { readonly kind: 'path'; readonly relative: boolean; readonly steps: readonly Step[] };

/** A path that can select more than one value gives the list of what it selects. */
export function isDefinite(steps: readonly Step[]): boolean {
  return steps.every(({ kind }) => kind === 'member' || kind === 'index' || kind === 'function');
}

/** A path that names exactly one place, as ResultPath needs. */
export function isReference(path: JsonPath): boolean {
  return (
    path.root.kind === 'input' &&
    path.steps.every((step) => step.kind === 'member' || (step.kind === 'index' && step.index >= 0))
  );
}
