import type { Input } from './clients';
import type { TableKind } from './tables';

export interface Step {
  readonly operation: string;
  /** `TABLE` stands for the table. */
  readonly input: Input;
  /** Code that the client gives where it does not even ask the server, or words an error its own way. */
  readonly clientCode?: string;
}
export interface Case {
  readonly name: string;
  readonly table: TableKind;
  /** Items that are in the table before, put there around the cluster. */
  readonly items?: readonly Record<string, unknown>[];
  readonly steps: readonly Step[];
  /** Plain JavaScript values cannot say this. */
  readonly lowLevelOnly?: boolean;
}

export function step(operation: string, input: Input, clientCode?: string): Step {
  return { operation, input: { TableName: 'TABLE', ...input }, ...(clientCode === undefined ? {} : { clientCode }) };
}

export function bytes(...values: number[]): Buffer {
  return Buffer.from(values);
}

export const KEY = { pk: { S: 'k' } };
