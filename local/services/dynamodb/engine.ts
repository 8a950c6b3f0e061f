import { ServiceError } from '../../kernel/service-error';
import { type Json, jsonOf, textOf, type WireItem } from './json';

/** Runs `task` while nobody writes the item, with the item as it stands then. */
export type Exclusively = (item: WireItem, task: (current: WireItem) => Promise<void>) => Promise<void>;

/** What stores the items: dynalite inside this process, or another DynamoDB endpoint. */
export interface Engine {
  /** Throws a `ServiceError` with the engine's own name and message. */
  call(operation: string, input: Json): Promise<Json>;
  /** Checks a request by the engine's rules without doing it; an engine that cannot leaves it out. */
  validate?(operation: string, input: Json): void;
  /** Adds or takes away a global index of a table that holds items, where UpdateTable of the engine cannot. */
  addIndex?(
    tableName: string,
    index: Json,
    attributeDefinitions: readonly Json[],
    exclusively: Exclusively,
  ): Promise<void>;
  dropIndex?(tableName: string, indexName: string): Promise<void>;
  /** Whether there may be tables that this front did not make. */
  readonly mayHoldTables: boolean;
  close(): Promise<void>;
}

/** `{"__type": "prefix#Name", "message": "…"}` as the error that it stands for. */
export const errorFromWire = (statusCode: number, body: unknown): ServiceError => {
  const { __type, message, Message, ...members } = jsonOf(body);
  const type = textOf(__type) ?? 'InternalServerError';
  return new ServiceError(
    type.slice(type.indexOf('#') + 1),
    textOf(message) ?? textOf(Message) ?? '',
    statusCode,
    members,
  );
};
