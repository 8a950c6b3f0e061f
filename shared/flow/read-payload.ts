import { FlowError } from './flow-error';
import { completed } from './older-payload';
import { type StepInput, schemaVersion } from './steps';

/**
 * The payload of a task, checked at the edge: version, step, execution and time. What is inside was written by steps of the same
 * deployment, or of an earlier one if the execution began before it.
 */
export function readPayload<Input extends { readonly step: string } = StepInput>(
  payload: unknown,
  names: readonly Input['step'][],
): Input {
  if (!isObject(payload)) throw new FlowError('flow.payload', `a payload must be an object, not ${shown(payload)}`);
  if (payload.schemaVersion !== schemaVersion) {
    throw new FlowError(
      'flow.schema-version',
      `schemaVersion must be ${schemaVersion}, not ${shown(payload.schemaVersion)}: machine and functions must be of one deployment`,
    );
  }
  if (!names.some((name) => name === payload.step)) {
    throw new FlowError('flow.payload', `step must be ${names.join(' or ')}, not ${shown(payload.step)}`);
  }
  if (typeof payload.execution !== 'string' || payload.execution === '') {
    throw new FlowError('flow.payload', `execution must be an ARN, not ${shown(payload.execution)}`);
  }
  if (Number.isNaN(timeMs(payload.now))) {
    throw new FlowError('flow.payload', `now must be an ISO 8601 time, not ${shown(payload.now)}`);
  }
  return completed(payload) as unknown as Input;
}

/** Entered times are ISO 8601; NaN for anything else. */
export function timeMs(time: unknown): number {
  return typeof time === 'string' ? Date.parse(time) : Number.NaN;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 100) ?? String(value);
