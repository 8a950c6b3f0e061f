import { type Json, textOf } from '../../json';
import { instantOf } from '../../language/timestamp';
import { pause } from '../branch';
import { assignedBy, inputOf, jsonataOutcome, type Outcome, outputOf } from '../outcome';
import { isText, type Visit } from '../visit';

const MAX_SECONDS = 99_999_999;

export async function runWait(visit: Visit): Promise<Outcome> {
  const { state, branch } = visit;
  const { clock } = branch.frame.platform;
  if (visit.jsonata) {
    const untilMs = await jsonataEnd(visit);
    await pause(branch, Math.max(untilMs - clock.now(), 0));
    return jsonataOutcome(visit, state, visit.input, state.Next);
  }
  const effective = inputOf(visit);
  await pause(branch, Math.max(jsonpathEnd(visit, effective) - clock.now(), 0));
  return {
    output: visit.limited(outputOf(visit, effective)),
    assigned: assignedBy(visit, state.Assign, effective),
    next: state.Next,
  };
}

async function jsonataEnd(visit: Visit): Promise<number> {
  const { Seconds: seconds, Timestamp: timestamp } = visit.state;
  if (seconds !== undefined) {
    const value = await visit.typed(seconds, 'Seconds', 'number', isNumber);
    if (!Number.isInteger(value) || value < 0 || value > MAX_SECONDS) {
      throw visit.queryFailure(
        `The Seconds field must be a whole number from 0 to ${MAX_SECONDS}, but was: ${value}`,
        'Seconds',
      );
    }
    return visit.enteredMs + value * 1_000;
  }
  const value = await visit.typed(timestamp ?? null, 'Timestamp', 'string', isText);
  const untilMs = instantOf(value);
  if (untilMs === undefined) {
    throw visit.queryFailure(
      `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${value}`,
      'Timestamp',
    );
  }
  return untilMs;
}

function jsonpathEnd(visit: Visit, effective: Json): number {
  const {
    Seconds: seconds,
    SecondsPath: secondsPath,
    Timestamp: timestamp,
    TimestampPath: timestampPath,
  } = visit.state;
  if (typeof seconds === 'number') {
    return visit.enteredMs + seconds * 1_000;
  }
  if (secondsPath !== undefined) {
    return visit.enteredMs + secondsAt(visit, secondsPath, effective) * 1_000;
  }
  const value = timestampPath === undefined ? (timestamp as Json) : visit.at(timestampPath, effective);
  const untilMs = typeof value === 'string' ? instantOf(value) : undefined;
  if (untilMs === undefined) {
    throw visit.runtime(
      `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${timestampPath} == ${shown(value)}`,
    );
  }
  return untilMs;
}

function secondsAt(visit: Visit, path: string, effective: Json): number {
  const value = visit.at(path, effective);
  if (typeof value !== 'number') {
    throw visit.runtime(`The SecondsPath parameter does not reference an input value: ${path}`);
  }
  if (!Number.isInteger(value)) {
    throw visit.runtime(`The SecondsPath parameter cannot be parsed as a long value: ${path} == ${value}`);
  }
  if (value < 0) {
    throw visit.runtime(`The SecondsPath parameter references a negative value: ${path} == ${value}`);
  }
  if (value > MAX_SECONDS) {
    throw visit.runtime('Wait state delay is too long.');
  }
  return value;
}

function shown(value: Json): string {
  return typeof value === 'string' ? value : textOf(value);
}

const isNumber = (value: Json): value is number => typeof value === 'number';
