import { DynamoDB, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { Dispatch } from './dispatch';

/** The SDK's low-level client (`getItem`, `putItem` ... with attribute values) through the access module, for ODMs that want one. */
export class DaxDynamoDb extends DynamoDB {
  constructor(config: DynamoDBClientConfig, dispatch: Dispatch) {
    super(config);
    this.send = dispatch.send as typeof this.send;
  }
}
