import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Input, Operation } from '../calls/operation';
import { plainBytes, withBuffers } from './binary';

type Attributes = Record<string, AttributeValue>;
interface Written {
  readonly Key?: Attributes | undefined;
  readonly Item?: Attributes | undefined;
  readonly ExpressionAttributeValues?: Attributes | undefined;
}

/** A request in which every binary value is a `Buffer`. */
export function bufferedRequest<Name extends Operation>(operation: Name, input: Input<Name>): Input<Name> {
  switch (operation) {
    case 'batchGetItem': {
      const { RequestItems = {} } = input as Input<'batchGetItem'>;
      return { ...input, RequestItems: mapValues(RequestItems, keysBuffered) };
    }
    case 'batchWriteItem': {
      const { RequestItems = {} } = input as Input<'batchWriteItem'>;
      return { ...input, RequestItems: mapValues(RequestItems, (requests) => requests.map(writeBuffered)) };
    }
    case 'transactGetItems':
    case 'transactWriteItems': {
      const { TransactItems = [] } = input as Input<'transactWriteItems'>;
      return {
        ...input,
        TransactItems: TransactItems.map((item) => mapValues(item, (part) => buffered(part as Written))),
      };
    }
    default:
      return buffered(input as Written) as Input<Name>;
  }
}

function buffered<T extends Written & { readonly ExclusiveStartKey?: Attributes | undefined }>(input: T): T {
  const Key = withBuffers(input.Key);
  const Item = withBuffers(input.Item);
  const ExpressionAttributeValues = withBuffers(input.ExpressionAttributeValues);
  const ExclusiveStartKey = withBuffers(input.ExclusiveStartKey);
  const same =
    Key === input.Key &&
    Item === input.Item &&
    ExpressionAttributeValues === input.ExpressionAttributeValues &&
    ExclusiveStartKey === input.ExclusiveStartKey;
  if (same) return input;
  return {
    ...input,
    ...(Key && { Key }),
    ...(Item && { Item }),
    ...(ExpressionAttributeValues && { ExpressionAttributeValues }),
    ...(ExclusiveStartKey && { ExclusiveStartKey }),
  };
}

function keysBuffered<T extends { readonly Keys: Attributes[] | undefined }>(request: T): T {
  return { ...request, Keys: request.Keys?.map((key) => withBuffers(key)) };
}

function writeBuffered<
  T extends { readonly PutRequest?: Written | undefined; readonly DeleteRequest?: Written | undefined },
>(request: T): T {
  const { PutRequest, DeleteRequest } = request;
  return {
    ...request,
    ...(PutRequest && { PutRequest: buffered(PutRequest) }),
    ...(DeleteRequest && { DeleteRequest: buffered(DeleteRequest) }),
  };
}

function mapValues<T extends object>(record: T, change: (value: NonNullable<T[keyof T]>) => unknown): T {
  const entries = Object.entries(record).map(([name, value]) => [name, value === undefined ? value : change(value)]);
  return Object.fromEntries(entries) as T;
}

/** Every `Buffer` of an answer becomes the `Uint8Array` that the SDK gives. */
export function plainAnswer<T>(output: T): T {
  const answer = output as {
    readonly Item?: Attributes;
    readonly Attributes?: Attributes;
    readonly LastEvaluatedKey?: Attributes;
    readonly Items?: Attributes[];
    readonly Responses?: readonly { readonly Item?: Attributes }[] | Readonly<Record<string, Attributes[]>>;
  };
  plainBytes(answer.Item);
  plainBytes(answer.Attributes);
  plainBytes(answer.LastEvaluatedKey);
  if (answer.Items !== undefined) for (const item of answer.Items) plainBytes(item);
  if (answer.Responses === undefined) return output;
  if (Array.isArray(answer.Responses)) for (const { Item } of answer.Responses) plainBytes(Item);
  else for (const items of Object.values(answer.Responses)) for (const item of items) plainBytes(item);
  return output;
}
