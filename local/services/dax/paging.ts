import { invalidValue } from './refusals';

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly nextToken?: string;
}

/** Cuts rows that ascend by `keyOf`; the token holds the last key seen, so rows that come or go in between shift nothing. */
export const pageOf = <Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  request: { readonly MaxResults?: number | undefined; readonly NextToken?: string | undefined },
): Page<Row> => {
  const limit = request.MaxResults ?? 100;
  if (!Number.isInteger(limit) || limit < 20 || limit > 100)
    throw invalidValue(`MaxResults must be an integer between 20 and 100, is ${limit}.`);
  const after = request.NextToken === undefined ? undefined : keyFromToken(request.NextToken);
  const start = after === undefined ? 0 : rows.findIndex((row) => keyOf(row) > after);
  return start < 0 ? { rows: [] } : cut(rows.slice(start), keyOf, limit);
};

const cut = <Row>(rows: readonly Row[], keyOf: (row: Row) => string, limit: number): Page<Row> => {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  if (rows.length <= limit || last === undefined) return { rows: page };
  return { rows: page, nextToken: Buffer.from(JSON.stringify({ after: keyOf(last) })).toString('base64url') };
};

const keyFromToken = (token: string): string => {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (typeof parsed === 'object' && parsed !== null && 'after' in parsed && typeof parsed.after === 'string')
      return parsed.after;
  } catch {
    // Told below, like every other token that this service did not write.
  }
  throw invalidValue('NextToken is not one that an earlier response returned.');
};
