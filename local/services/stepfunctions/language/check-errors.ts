import { isArray, isObject, type Json, type JsonObject } from '../json';
import type { Problems } from './problems';

const MAX_NUMBER = 99_999_999;
const MAX_DELAY_SECONDS = 31_622_400;
const RETRIER_FIELDS = [
  'ErrorEquals',
  'IntervalSeconds',
  'BackoffRate',
  'MaxAttempts',
  'MaxDelaySeconds',
  'JitterStrategy',
  'Comment',
];

export function checkRetry(retry: Json | undefined, location: string, problems: Problems): void {
  for (const [retrier, place] of handlersOf(retry, location, problems)) {
    for (const field of Object.keys(retrier).filter((name) => !RETRIER_FIELDS.includes(name))) {
      problems.add(place, `The field '${field}' is not supported by a retrier`);
    }
    checkWhole(retrier, 'IntervalSeconds', 1, MAX_NUMBER, place, problems);
    checkWhole(retrier, 'MaxAttempts', 0, MAX_NUMBER, place, problems);
    checkWhole(retrier, 'MaxDelaySeconds', 1, MAX_DELAY_SECONDS, place, problems);
    const { BackoffRate: rate, JitterStrategy: jitter, MaxDelaySeconds: most, IntervalSeconds: interval = 1 } = retrier;
    if (rate !== undefined && (typeof rate !== 'number' || rate < 1)) {
      problems.add(`${place}/BackoffRate`, `Value must be a number of at least 1.0, got ${JSON.stringify(rate)}`);
    }
    if (jitter !== undefined && jitter !== 'FULL' && jitter !== 'NONE') {
      problems.add(
        `${place}/JitterStrategy`,
        `Value is not valid, should be one of these values: [FULL, NONE], got ${JSON.stringify(jitter)}`,
      );
    }
    if (typeof most === 'number' && typeof interval === 'number' && most <= interval) {
      problems.add(
        `${place}/MaxDelaySeconds`,
        `MaxDelaySeconds must be greater than IntervalSeconds, got ${most} and ${interval}`,
      );
    }
  }
}

/** The catchers of a state with their places, after their ErrorEquals were checked. */
export function catchersOf(
  catchers: Json | undefined,
  location: string,
  problems: Problems,
): readonly (readonly [JsonObject, string])[] {
  return handlersOf(catchers, location, problems);
}

/** A whole number within bounds, if the field is there. */
export function checkWhole(
  holder: JsonObject,
  field: string,
  least: number,
  most: number,
  place: string,
  problems: Problems,
): void {
  const value = holder[field];
  if (value !== undefined && (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)) {
    problems.add(
      `${place}/${field}`,
      `Value must be a whole number from ${least} to ${most}, got ${JSON.stringify(value)}`,
    );
  }
}

function handlersOf(
  handlers: Json | undefined,
  location: string,
  problems: Problems,
): readonly (readonly [JsonObject, string])[] {
  if (handlers === undefined) {
    return [];
  }
  if (!isArray(handlers)) {
    problems.add(location, 'Value must be an array');
    return [];
  }
  const found: (readonly [JsonObject, string])[] = [];
  handlers.forEach((handler, index) => {
    const place = `${location}[${index}]`;
    if (!isObject(handler)) {
      problems.add(place, 'Value must be an object');
      return;
    }
    checkErrorEquals(handler.ErrorEquals, place, index === handlers.length - 1, problems);
    found.push([handler, place]);
  });
  return found;
}

function checkErrorEquals(names: Json | undefined, place: string, last: boolean, problems: Problems): void {
  if (names === undefined) {
    problems.add(place, `The field 'ErrorEquals' is required but was missing`);
    return;
  }
  if (!isArray(names) || names.length === 0 || names.some((name) => typeof name !== 'string' || name === '')) {
    problems.add(`${place}/ErrorEquals`, 'Value must be an array of error names that is not empty');
    return;
  }
  if (names.includes('States.ALL')) {
    if (names.length > 1) {
      problems.add(`${place}/ErrorEquals`, 'States.ALL must appear alone in ErrorEquals');
    }
    if (!last) {
      problems.add(`${place}/ErrorEquals`, 'States.ALL must be in the last handler of its list');
    }
  }
}
