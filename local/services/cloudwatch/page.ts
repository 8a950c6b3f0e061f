import { ServiceError } from '../../kernel/service-error';

export interface Page<T> {
  readonly items: T[];
  readonly token: { readonly NextToken?: string };
}

/** One page of a list; the token is the place where the next one begins. */
export function pageOf<T>(items: readonly T[], nextToken: string | undefined, size: number): Page<T> {
  const start = readToken(nextToken);
  const end = start + size;
  return { items: items.slice(start, end), token: end < items.length ? { NextToken: writeToken(end) } : {} };
}

export function readToken(token: string | undefined): number {
  const place = token === undefined || token === '' ? 0 : Number(Buffer.from(token, 'base64url').toString() || 'none');
  if (!Number.isInteger(place) || place < 0) {
    throw new ServiceError('InvalidNextToken', 'The next token specified is invalid.');
  }
  return place;
}

export function writeToken(place: number): string {
  return Buffer.from(String(place)).toString('base64url');
}
