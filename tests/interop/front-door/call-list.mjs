import { readFileSync } from 'node:fs';

/** The calls that every suite makes, with `%` standing for the suite's name, so that suites do not meet. */
export function callsFor(suite) {
  const text = readFileSync(new URL('calls.json', import.meta.url), 'utf8');
  return JSON.parse(text.replaceAll('%', suite).replaceAll(`{${suite} `, '{% ').replaceAll(` ${suite}}`, ' %}'));
}

/** Whether `actual` holds all that `expected` names; the first difference as text, or undefined. */
export function difference(expected, actual, path = '') {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) {
      return `${path}: wanted ${expected.length} items, got ${JSON.stringify(actual)}`;
    }
    return firstOf(expected.map((item, index) => difference(item, actual[index], `${path}[${index}]`)));
  }
  if (typeof expected === 'object' && expected !== null) {
    return firstOf(Object.entries(expected).map(([key, item]) => difference(item, actual?.[key], `${path}.${key}`)));
  }
  return expected === actual ? undefined : `${path}: wanted ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`;
}

function firstOf(differences) {
  return differences.find((found) => found !== undefined);
}

/** Compares one outcome `{ output, payload }` or `{ error }` with what the list wants of it. */
export function verdict(call, outcome) {
  if (call.error !== undefined) {
    return call.error.includes(outcome.error) ? undefined : `wanted ${call.error[0]}, got ${JSON.stringify(outcome)}`;
  }
  if (outcome.error !== undefined) {
    return `${outcome.error}: ${outcome.message}`;
  }
  return difference(call.expect ?? {}, outcome.output) ?? difference(call.expectPayload ?? {}, outcome.payload ?? {});
}
