import { invalid } from './topic';

/** SNS lists 100 at a time; the token is where the next page begins. */
const PAGE = 100;

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

export function pageOf<Item>(all: readonly Item[], token: string | undefined): Page<Item> {
  const start = token === undefined || token === '' ? 0 : Number(token);
  if (!Number.isInteger(start) || start < 0) {
    throw invalid('NextToken', `must be a token of an earlier answer, got "${token}"`);
  }
  const end = start + PAGE;
  return { items: all.slice(start, end), next: end < all.length ? String(end) : undefined };
}
