import { ServiceError } from '../../kernel/service-error';
import { brokenConstraint } from './constraint';

export interface PageInput {
  readonly maxResults?: number;
  readonly nextToken?: string;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextToken: string | undefined;
}

const DEFAULT_SIZE = 100;
const MAX_SIZE = 1_000;

/** One page of a list. The token holds how many items the pages before it had, and which list it is for. */
export function pageOf<Item>(items: readonly Item[], { maxResults, nextToken }: PageInput, list: string): Page<Item> {
  if (maxResults !== undefined && maxResults > MAX_SIZE) {
    throw brokenConstraint('maxResults', maxResults, `Member must have value less than or equal to ${MAX_SIZE}`);
  }
  const size = maxResults === undefined || maxResults <= 0 ? DEFAULT_SIZE : maxResults;
  const start = nextToken === undefined ? 0 : placeIn(nextToken, list);
  const end = start + size;
  return { items: items.slice(start, end), nextToken: end < items.length ? tokenFor(end, list) : undefined };
}

function tokenFor(place: number, list: string): string {
  return Buffer.from(JSON.stringify([place, list])).toString('base64url');
}

function placeIn(token: string, list: string): number {
  try {
    const [place, its] = JSON.parse(Buffer.from(token, 'base64url').toString()) as readonly [unknown, unknown];
    if (typeof place === 'number' && its === list) {
      return place;
    }
  } catch {
    // Not one of ours: refused below.
  }
  throw new ServiceError('InvalidToken', `Invalid Token: 'Invalid token'`);
}
