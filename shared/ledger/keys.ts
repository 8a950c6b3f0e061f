import { createHash } from 'node:crypto';
import type { Key } from './update';

/**
 * Keys of the one table. A target's item and its decision rows share a partition; a decision's id holds its target and time, so
 * that the row is found by id without an index.
 */
export const accountKey: Key = { pk: 'account', sk: 'state' };

export const targetKey = (target: string): Key => ({ pk: `target#${target}`, sk: 'state' });

const idPattern = /^([a-z][a-z0-9-]{0,39})\.(\d{8}T\d{9}Z)\.([0-9a-f]{8})$/;

/** The same for every attempt of a step: `products.20261124T230500123Z.1f0c9a2b`. */
export function decisionId(target: string, decidedAtMs: number, execution: string, round: number): string {
  const mark = createHash('sha256').update(`${execution} ${round}`).digest('hex').slice(0, 8);
  return `${target}.${stamp(decidedAtMs)}.${mark}`;
}

/** Undefined for a text that is no decision id. */
export function decisionKey(id: string): Key | undefined {
  const [, target, time, mark] = idPattern.exec(id) ?? [];
  return target === undefined ? undefined : { pk: `target#${target}`, sk: `decision#${time}#${mark}` };
}

/** Bounds of the decision rows of one target between two times, both included. */
export function decisionRange(
  target: string,
  fromMs: number,
  toMs: number,
): { readonly pk: string; readonly from: string; readonly to: string } {
  return { pk: `target#${target}`, from: `decision#${stamp(fromMs)}#`, to: `decision#${stamp(toMs)}#g` };
}

/** Sorts as text like the time: `20261124T230500123Z`. */
function stamp(ms: number): string {
  return new Date(ms).toISOString().replaceAll(/[-:.]/g, '');
}
