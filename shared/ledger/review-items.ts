import { createHash } from 'node:crypto';
import type { Override } from '../sizing';
import { targetKey } from './keys';
import { absent, all, any, differs, type Item, type Json, type Key, less, type Update } from './update';

/** What reviews know of one another. Times in ms since the epoch. */
export interface ReviewItem {
  /** What was found by the last review and told. */
  readonly open?: readonly Json[];
  readonly firstReviewMs?: number;
  readonly lastReviewMs?: number;
  readonly lastReportMs?: number;
}

const reviewPartition = 'review';

export const reviewKey: Key = { pk: reviewPartition, sk: 'state' };

/** A review or a weekly report, written once. The key is the same for every attempt of one execution. */
export function reviewRow(kind: 'review' | 'report', atMs: number, execution: string, row: Item): Item & Key {
  const mark = createHash('sha256').update(execution).digest('hex').slice(0, 8);
  return { ...row, atMs, execution, pk: reviewPartition, sk: `${kind}#${stamp(atMs)}#${mark}` };
}

/** Rows of one kind between two times. */
export const reviewRange = (kind: 'review' | 'report', fromMs: number, toMs: number) => ({
  pk: reviewPartition,
  from: `${kind}#${stamp(fromMs)}#`,
  to: `${kind}#${stamp(toMs)}#g`,
});

/** A late attempt of an older review does not take back what a newer one has told. */
export const reviewedUpdate = (item: ReviewItem & { readonly lastReviewMs: number }): Update => {
  const { firstReviewMs, ...rest } = item;
  return {
    key: reviewKey,
    when: any(absent('lastReviewMs'), less('lastReviewMs', item.lastReviewMs + 1)),
    set: { ...rest },
    ...(firstReviewMs !== undefined && { setIfAbsent: { firstReviewMs } }),
  };
};

/** What a person wants stays, and so does that a person ended the hold: `heldFor` is held for once, however often a review is repeated. */
export function holdUnlessOverriddenUpdate(target: string, override: Override, heldFor: string): Update {
  return {
    key: targetKey(target),
    when: all(
      any(absent('override'), less('override.untilMs', override.atMs)),
      any(absent('heldFor'), differs('heldFor', heldFor)),
    ),
    set: { override: JSON.parse(JSON.stringify(override)) as Json, heldFor },
  };
}

export const asReview = (item: Item | undefined): ReviewItem => (item ?? {}) as ReviewItem;

const stamp = (ms: number): string => new Date(ms).toISOString().replaceAll(/[-:.]/g, '');
