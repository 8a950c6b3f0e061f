import { DynamoDbException } from './dynamodb-error';
import type { DynamoDb } from './dynamodb-http';
import type { TableDirectory } from './table-directory';

/** What DynamoDB answers when a table is gone or came back with other keys. */
const CONTRADICTIONS = /^(ResourceNotFoundException|ValidationException)$/;

/** Calls DynamoDB, and has the directory look again at the tables of a call that was refused. */
export function doubting(dynamodb: DynamoDb, tables: TableDirectory): DynamoDb {
  return {
    call: <Output>(operation: string, input: object) =>
      dynamodb.call<Output>(operation, input).catch((error: unknown) => {
        if (error instanceof DynamoDbException && CONTRADICTIONS.test(error.exception) && speaksOfKeys(error)) {
          for (const name of tableNames(input)) tables.doubt(name);
        }
        throw error;
      }),
  };
}

function speaksOfKeys({ exception, message }: DynamoDbException): boolean {
  return exception === 'ResourceNotFoundException' || /key/i.test(message);
}

function tableNames(input: object): readonly string[] {
  const { TableName: name, RequestItems: tables } = input as {
    readonly TableName?: string;
    readonly RequestItems?: object;
  };
  return [...(name === undefined ? [] : [name]), ...Object.keys(tables ?? {})];
}
