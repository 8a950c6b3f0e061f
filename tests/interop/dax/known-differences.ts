import type { Case, Step } from '../../../local/dax-node/conformance/cases';

interface Difference {
  readonly language: string;
  readonly cases: RegExp;
  readonly operations: RegExp;
}

/** Where a client itself shows something else than DynamoDB, whatever the server sends. */
const DIFFERENCES: readonly Difference[] = [
  // The exponent of a range key beyond 1E62 or below 1E-62 is read as unsigned: 1E125 comes out as 1E-4294967171.
  { language: 'go', cases: /^keys of SN at their limits/, operations: /^(query|scan|batchGetItem)$/ },
  // Refused by the client itself, under names of its own.
  {
    language: 'go',
    cases: /^batch write of (one too many|the same key twice)|^batch get of the same key twice/,
    operations: /^batch/,
  },
  // An empty map of attributes looks like none.
  { language: 'java', cases: /returning UPDATED_(OLD|NEW)$/, operations: /^updateItem$/ },
];

export function allowed(language: string, { name }: Case, { operation }: Step): boolean {
  return DIFFERENCES.some(
    (difference) =>
      difference.language === language && difference.cases.test(name) && difference.operations.test(operation),
  );
}
