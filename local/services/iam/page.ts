import { invalid } from './refusals';

interface PageInput {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly more: { readonly IsTruncated: boolean; readonly Marker?: string };
}

const DEFAULT_ITEMS = 100;
const MAX_ITEMS = 1_000;

/** The marker is where the next page begins. */
export function pageOf<Item>(all: readonly Item[], { Marker, MaxItems = DEFAULT_ITEMS }: PageInput): Page<Item> {
  if (!Number.isInteger(MaxItems) || MaxItems < 1 || MaxItems > MAX_ITEMS) {
    throw invalid('maxItems', MaxItems, `Member must be a whole number from 1 to ${MAX_ITEMS}`);
  }
  const start = Marker === undefined ? 0 : Number(Marker);
  if (!Number.isInteger(start) || start < 0) {
    throw invalid('marker', Marker, 'Member must be the Marker of an earlier answer');
  }
  const end = start + MaxItems;
  return {
    items: all.slice(start, end),
    more: end < all.length ? { IsTruncated: true, Marker: String(end) } : { IsTruncated: false },
  };
}
