import { ServiceError } from '../../kernel/service-error';
import { invalid } from './refusals';

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly NextToken?: string;
}

export const pageOf = <Row>(
  rows: readonly Row[],
  { MaxResults = 50, NextToken }: { readonly MaxResults?: number | undefined; readonly NextToken?: string | undefined },
): Page<Row> => {
  if (!Number.isInteger(MaxResults) || MaxResults < 1)
    throw invalid(`MaxResults must be a whole number of at least 1, is ${MaxResults}`);
  const from = NextToken === undefined ? 0 : Number(Buffer.from(NextToken, 'base64url').toString('utf8'));
  if (!Number.isInteger(from) || from < 0)
    throw new ServiceError('InvalidNextTokenException', 'The next token supplied was invalid');
  const to = from + Math.min(MaxResults, 50);
  return {
    rows: rows.slice(from, to),
    ...(to < rows.length ? { NextToken: Buffer.from(String(to)).toString('base64url') } : {}),
  };
};
