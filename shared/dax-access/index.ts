export { BatchIncompleteError } from './batch/batch-write';
export type { ManyWrite } from './batch/many';
export type { BreakerSettings } from './calls/breaker';
export type { Clock } from './calls/clock';
export type { CallOptions } from './calls/engine';
export type { AccessEvent, AroundReason, Observation, Observer, Outcome, RouteName } from './calls/observation';
export type { Input, Operation, Output } from './calls/operation';
export { DaxDocument } from './document/dax-document';
export { DaxDynamoDb } from './document/dax-dynamodb';
export {
  AccessError,
  type AccessErrorCode,
  AmbiguousWriteError,
  DeadlineError,
  WriteFallbackRefusedError,
} from './errors/access-error';
export { type Access, type AccessState, openAccess } from './open-access';
export type { AccessOptions, EndpointOption, RecordOption, TelemetryOptions } from './options/options';
export { AccessOptionsError, type OptionProblem } from './options/problems';
export type { TableClient } from './table/table-client';
export type { CloudWatchOptions, MetricDataInput } from './telemetry/cloud-watch';
export type { Transport, TransportFactory, TransportSettings } from './transport/transport';
export { Versioned, type VersionedOptions } from './versioned/versioned';
export type { Warmed, WarmOptions } from './warming/warm';
