import { validation } from './event-error';

const LARGEST_PAGE = 100;

/** One page of a list; the token is the place where the next one begins. */
export function pageOf<T>(
  items: readonly T[],
  nextToken: string | undefined,
  limit = LARGEST_PAGE,
): { readonly items: T[]; readonly token: { readonly NextToken?: string } } {
  const start = nextToken === undefined ? 0 : Number(Buffer.from(nextToken, 'base64url').toString());
  if (!Number.isInteger(start) || start < 0) {
    throw validation('Parameter NextToken is not valid.');
  }
  const end = start + Math.min(Math.max(1, limit), LARGEST_PAGE);
  return {
    items: items.slice(start, end),
    token: end < items.length ? { NextToken: Buffer.from(String(end)).toString('base64url') } : {},
  };
}
