/** A segment, or a subsegment sent by itself, as PutTraceSegments takes it (X-Ray developer guide, "AWS X-Ray segment documents"). */
export interface SegmentDocument {
  readonly name: string;
  readonly id: string;
  readonly trace_id: string;
  readonly parent_id?: string;
  readonly type?: 'subsegment';
  /** Seconds since the epoch, of the wall clock. */
  readonly start_time: number;
  readonly end_time?: number;
  readonly in_progress?: boolean;
  readonly origin?: string;
  readonly resource_arn?: string;
  readonly namespace?: 'aws' | 'remote';
  readonly error?: boolean;
  readonly throttle?: boolean;
  readonly fault?: boolean;
  readonly cause?: { readonly exceptions: readonly { readonly id: string; readonly type: string }[] };
  readonly http?: { readonly response?: { readonly status?: number } };
  readonly aws?: Readonly<Record<string, unknown>>;
  readonly annotations?: Readonly<Record<string, string | number | boolean>>;
  readonly subsegments?: readonly object[];
}

const longestBytes = 65_536;
const longestName = 200;

/** Why X-Ray would not process the document; undefined if it would. */
export function refusalOf(text: string): string | undefined {
  if (Buffer.byteLength(text) > longestBytes) {
    return `the document has ${Buffer.byteLength(text)} bytes; X-Ray takes ${longestBytes}`;
  }
  const document = parsed(text);
  if (document === undefined) {
    return 'the document is not a JSON object';
  }
  const broken = rules.find(([member, isWell]) => !isWell(document[member], document));
  return broken === undefined ? undefined : `${broken[0]} ${broken[2]}, got ${shown(document[broken[0]])}`;
}

type Rule = readonly [
  member: string,
  isWell: (value: unknown, document: Readonly<Record<string, unknown>>) => boolean,
  rule: string,
];

const isText = (value: unknown, pattern: RegExp): boolean => typeof value === 'string' && pattern.test(value);
const isOptional = (value: unknown, type: string): boolean => value === undefined || typeof value === type;

const rules: readonly Rule[] = [
  [
    'name',
    (value) => isText(value, /^[\p{L}\p{N}\p{Z}_.:/%&#=+\\\-@]+$/u) && String(value).length <= longestName,
    `must have 1-${longestName} letters, digits, spaces and _.:/%&#=+\\-@`,
  ],
  ['id', (value) => isText(value, /^[\da-f]{16}$/), 'must have 16 hexadecimal digits'],
  ['trace_id', (value) => isText(value, /^1-[\da-f]{8}-[\da-f]{24}$/), 'must be a trace id'],
  ['start_time', (value) => typeof value === 'number', 'must be a number of seconds'],
  [
    'end_time',
    (value, { in_progress, start_time }) =>
      value === undefined ? in_progress === true : typeof value === 'number' && value >= Number(start_time),
    'must be a number of seconds not before start_time, unless in_progress is true',
  ],
  ['type', (value) => value === undefined || value === 'subsegment', 'must be subsegment where it is given'],
  [
    'parent_id',
    (value, { type }) => (value === undefined ? type !== 'subsegment' : isText(value, /^[\da-f]{16}$/)),
    'must have 16 hexadecimal digits, and a subsegment must have one',
  ],
  ['error', (value) => isOptional(value, 'boolean'), 'must be true or false'],
  ['throttle', (value) => isOptional(value, 'boolean'), 'must be true or false'],
  ['fault', (value) => isOptional(value, 'boolean'), 'must be true or false'],
  [
    'annotations',
    (value) =>
      value === undefined ||
      (isObject(value) &&
        Object.entries(value).every(
          ([key, one]) => /^\w{1,500}$/.test(key) && ['string', 'number', 'boolean'].includes(typeof one),
        )),
    'must be an object of texts, numbers and booleans under names of letters, digits and _',
  ],
];

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const shown = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 80);
