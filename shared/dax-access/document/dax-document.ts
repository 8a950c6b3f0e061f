import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument, type TranslateConfig } from '@aws-sdk/lib-dynamodb';
import type { Operation } from '../calls/operation';
import type { Dispatch } from './dispatch';

type Method = (args: object, options?: unknown, callback?: unknown) => unknown;

const shortcuts: Readonly<Record<string, Operation>> = {
  get: 'getItem',
  put: 'putItem',
  update: 'updateItem',
  delete: 'deleteItem',
  query: 'query',
  scan: 'scan',
};

/**
 * The SDK's own document client as far as anyone can see (`instanceof`, methods, commands, paginators); calls go through the access
 * module. Middleware that is added to it is not run on the way to DAX.
 */
export class DaxDocument extends DynamoDBDocument {
  constructor(table: DynamoDBClient, translate: TranslateConfig | undefined, dispatch: Dispatch) {
    super(table, translate);
    this.send = dispatch.send as typeof this.send;
    const self = this as unknown as Record<string, Method>;
    for (const [name, operation] of Object.entries(shortcuts)) {
      const inherited = self[name] as Method;
      // Without options there is no need to build a command, which costs as much as the call itself.
      self[name] = (args, options, callback) =>
        options === undefined && callback === undefined
          ? dispatch.native(operation, args)
          : inherited.call(this, args, options, callback);
    }
  }
}
