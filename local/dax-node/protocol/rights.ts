import { DaxError } from './dax-error';
import type { MethodName } from './methods';

/** Says whether the holder of an access key may: the text of a denial, undefined where there is none. `action` as IAM names it: `dax:GetItem`. */
export type Denial = (accessKeyId: string, action: string) => string | undefined;

/** Throws what a request is answered with whose caller may not do this. */
export type Require = (action: DaxAction) => void;

export type DaxAction =
  | 'GetItem'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'Query'
  | 'Scan'
  | 'BatchGetItem'
  | 'BatchWriteItem'
  | 'ConditionCheckItem';

/** The action that a whole request needs (Service Authorization Reference). A transaction of writes needs that of each of its parts. */
export const ACTION_OF: Readonly<Partial<Record<MethodName, DaxAction>>> = {
  getItem: 'GetItem',
  putItem: 'PutItem',
  updateItem: 'UpdateItem',
  deleteItem: 'DeleteItem',
  query: 'Query',
  scan: 'Scan',
  batchGetItem: 'BatchGetItem',
  batchWriteItem: 'BatchWriteItem',
  transactGetItems: 'GetItem',
};

export const accessDenied = (message: string): DaxError => new DaxError('AccessDeniedException', message);
