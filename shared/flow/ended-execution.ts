/** What "Step Functions Execution Status Change" says of an execution that did not end well. */
export type EndedExecution =
  | { readonly kind: 'ended'; readonly execution: string; readonly status: string; readonly input: unknown }
  | { readonly kind: 'ignored'; readonly reasonCode: string; readonly text: string };

const bad = ['FAILED', 'TIMED_OUT', 'ABORTED'];
/** A recovery that failed itself arrives as an event whose input is the event of the execution that it was for. */
const deepest = 3;

export function readEndedExecution(event: unknown, depth = 0): EndedExecution {
  const detail = isObject(event) && isObject(event.detail) ? event.detail : undefined;
  if (!isObject(event) || detail === undefined) return ignored('not-an-event', 'an event with a detail is expected');
  if (event['detail-type'] !== 'Step Functions Execution Status Change') {
    return ignored('other-event', `detail-type is ${String(event['detail-type'])}`);
  }
  const { executionArn, status, input } = detail;
  if (typeof executionArn !== 'string' || executionArn === '')
    return ignored('no-execution', 'detail.executionArn is missing');
  if (!bad.some((one) => one === status)) return ignored('not-a-crash', `${executionArn} is ${String(status)}`);
  // The input of a large execution is left out of the event.
  const parsed = parsedInput(input);
  if (isEvent(parsed)) {
    return depth < deepest
      ? readEndedExecution(parsed, depth + 1)
      : ignored('recovery-fails', `${deepest} recoveries in a row failed; the schedule goes on`);
  }
  return { kind: 'ended', execution: executionArn, status: String(status), input: parsed };
}

const isEvent = (input: unknown): boolean =>
  isObject(input) && input['detail-type'] === 'Step Functions Execution Status Change';

function parsedInput(input: unknown): unknown {
  if (typeof input !== 'string') return input;
  try {
    return JSON.parse(input);
  } catch {
    return undefined;
  }
}

const ignored = (reasonCode: string, text: string): EndedExecution => ({ kind: 'ignored', reasonCode, text });

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
