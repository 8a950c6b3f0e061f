interface Key {
  readonly pk: string;
  readonly sk: string;
}

interface Range {
  readonly pk: string;
  readonly prefix: string;
}

/** A partition of its own: IAM tells rights apart by partition key alone, and processes must not be able to write the record. */
export const recordKey = (target: string): Key => ({ pk: `endpoint#${target}`, sk: 'record' });

const fleet = (target: string): string => `fleet#${target}`;

export const processKey = (target: string, processId: string): Key => ({
  pk: fleet(target),
  sk: `process#${processId}`,
});

/** Bounds of all processes of a target, for a strong Query. */
export const processRange = (target: string): Range => ({ pk: fleet(target), prefix: 'process#' });

export const hotKeysKey = (target: string, processId: string): Key => ({
  pk: fleet(target),
  sk: `hot-keys#${processId}`,
});

/** Bounds of what all processes of a target say of their hot keys. */
export const hotKeysRange = (target: string): Range => ({ pk: fleet(target), prefix: 'hot-keys#' });

/** Made by the first process that needs it. */
export const saltKey = (target: string): Key => ({ pk: fleet(target), sk: 'salt' });
