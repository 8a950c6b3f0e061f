interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** The endpoint record and the processes that follow it share a partition of the ledger's table, apart from the target's own. */
export const recordKey = (target: string): Key => ({ pk: `endpoint#${target}`, sk: 'record' });

export const processKey = (target: string, processId: string): Key => ({
  pk: `endpoint#${target}`,
  sk: `process#${processId}`,
});

/** Bounds of all processes of a target, for a strong Query. */
export const processRange = (target: string): { readonly pk: string; readonly prefix: string } => ({
  pk: `endpoint#${target}`,
  prefix: 'process#',
});
