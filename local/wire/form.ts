import type { ServiceError } from '../kernel/service-error';
import type { OperationModel, ServiceModel } from './model';

/** A request as the door read it. */
export interface DoorRequest {
  readonly id: string;
  readonly method: string;
  /** As sent: still percent-encoded, without the query. */
  readonly path: string;
  /** As sent, without the question mark. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** As sent; what the signature covers. */
  readonly sentBody: Buffer;
  /** Decompressed. */
  readonly body: Buffer;
}

export interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
}

export type FormName = 'json' | 'cbor' | 'query' | 'ec2-query' | 'rest-json';

/** One way of writing requests and answers. Everything that a service says is read and written by its model's shapes. */
export interface WireForm {
  readonly name: FormName;
  /** The operation's name as the request spells it; undefined where the request names none. */
  operationName(request: DoorRequest, model: ServiceModel | undefined): string | undefined;
  readInput(request: DoorRequest, operation: OperationModel): object;
  writeOutput(operation: OperationModel, output: unknown, context: AnswerContext): Answer;
  writeError(error: ServiceError, context: AnswerContext): Answer;
}

export interface AnswerContext {
  readonly request: DoorRequest;
  /** Absent where the service is unknown or reads raw bodies. */
  readonly model: ServiceModel | undefined;
}
