/**
 * What X-Ray takes, written down from its public documentation and not from the code that writes the documents: X-Ray developer guide, "AWS
 * X-Ray segment documents" (required and optional fields, HTTP, annotations, AWS resource data, errors) and "Sending trace data to AWS X-Ray"
 * (trace ids, 64 KB); API reference, PutTraceSegments.
 */
export type Document = Readonly<Record<string, unknown>>;

const kilobytes64 = 65_536;
const hex16 = /^[0-9a-f]{16}$/;
const traceId = /^1-[0-9a-f]{8}-[0-9a-f]{24}$/;
/** "Unicode letters, numbers, and whitespace, and the following symbols: _ . : / % & # = + \ - @", up to 200 characters. */
const name = /^[\p{L}\p{N}\s_.:/%&#=+\\\-@]{1,200}$/u;

type Check = (value: unknown) => boolean;
const text: Check = (value) => typeof value === 'string';
const flag: Check = (value) => typeof value === 'boolean';
const seconds: Check = (value) => typeof value === 'number' && value > 1e9 && value < 1e11;
const matches =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const whole: Check = (value) => Number.isInteger(value);
const record = (members: Readonly<Record<string, Check>>): Check => {
  const isWell = (value: unknown): boolean => isObject(value) && problemsOf(value, members, '').length === 0;
  return isWell;
};

const exception = record({ id: matches(hex16), message: text, type: text, remote: flag });
const cause: Check = (value) =>
  isObject(value) && Array.isArray(value.exceptions) && value.exceptions.every((one) => exception(one));
/** "Keys must be alphanumeric ... Underscore is allowed"; strings, numbers and booleans; up to 50 indexed per trace. */
const annotations: Check = (value) =>
  isObject(value) &&
  Object.keys(value).length <= 50 &&
  Object.entries(value).every(
    ([key, one]) =>
      /^[A-Za-z0-9_]{1,500}$/.test(key) &&
      ['string', 'number', 'boolean'].includes(typeof one) &&
      String(one).length <= 1_000,
  );

/** Members of segments and subsegments; a member that the documentation does not know is a mistake. */
const members: Readonly<Record<string, Check>> = {
  name: matches(name),
  id: matches(hex16),
  trace_id: matches(traceId),
  parent_id: matches(hex16),
  start_time: seconds,
  end_time: seconds,
  in_progress: flag,
  error: flag,
  throttle: flag,
  fault: flag,
  cause,
  annotations,
  http: record({ response: record({ status: whole, content_length: whole }) }),
};
const ofSegments: Readonly<Record<string, Check>> = {
  ...members,
  origin: text,
  resource_arn: text,
  aws: isObject,
};
const ofSubsegments: Readonly<Record<string, Check>> = {
  ...members,
  type: oneOf('subsegment'),
  namespace: oneOf('aws', 'remote'),
  aws: record({
    operation: text,
    account_id: text,
    region: text,
    request_id: text,
    retries: whole,
    resource_names: Array.isArray,
  }),
};

/** Every rule that the document breaks, with its value. */
export function brokenRules(document: Document): readonly string[] {
  const isSubsegment = document.type !== undefined;
  const required = ['name', 'id', 'trace_id', 'start_time', ...(isSubsegment ? ['type', 'parent_id'] : [])];
  const { start_time: start, end_time: end, in_progress: inProgress, error, throttle } = document;
  return [
    ...required.filter((member) => document[member] === undefined).map((member) => `${member} is required`),
    ...problemsOf(document, isSubsegment ? ofSubsegments : ofSegments, ''),
    ...((end === undefined) === (inProgress === true) ? [] : ['either end_time or in_progress']),
    ...(typeof end === 'number' && end < Number(start) ? ['end_time before start_time'] : []),
    ...(throttle === true && error !== true ? ['a throttled call is an error of the client'] : []),
    ...(Buffer.byteLength(JSON.stringify(document)) > kilobytes64 ? ['more than 64 KB'] : []),
  ];
}

function problemsOf(value: Document, checks: Readonly<Record<string, Check>>, at: string): readonly string[] {
  return Object.entries(value).flatMap(([member, one]) => {
    const check = checks[member];
    if (check === undefined) return [`${at}${member} is no member`];
    return check(one) ? [] : [`${at}${member} = ${JSON.stringify(one)}`];
  });
}

function isObject(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
