import { CborError } from '../codec/cbor-error';
import type { CborReader } from '../codec/cbor-reader';
import { INDEFINITE } from '../codec/cbor-type';

/** The optional parameters of a request, as far as a server needs them; expressions and keys are still bytes. */
export interface OptionalParameters {
  projection?: Buffer;
  consistentRead?: boolean;
  consumedCapacity?: 'TOTAL' | 'INDEXES';
  condition?: Buffer;
  itemCollectionMetrics?: 'SIZE';
  returnValues?: ReturnValues;
  update?: Buffer;
  startKey?: Buffer;
  filter?: Buffer;
  indexName?: string;
  limit?: number;
  scanIndexForward?: boolean;
  select?: string;
  segment?: number;
  totalSegments?: number;
  clientRequestToken?: string;
}

const RETURN_VALUES = ['NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW'] as const;
export type ReturnValues = (typeof RETURN_VALUES)[number];
const SELECT = ['ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES', 'COUNT', 'SPECIFIC_ATTRIBUTES'] as const;
const MAX_PARAMETERS = 64;
export const NO_PARAMETERS: Readonly<OptionalParameters> = Object.freeze({});

/** Null, or a map (open or counted) from small numbers to values. */
export function readOptionalParameters(reader: CborReader): Readonly<OptionalParameters> {
  if (reader.takeNull()) return NO_PARAMETERS;
  const count = reader.map();
  if (count === 0 || (count === INDEFINITE && reader.takeBreak())) return NO_PARAMETERS;
  const parameters: OptionalParameters = {};
  for (let index = 0; count === INDEFINITE ? !reader.takeBreak() : index < count; index += 1) {
    if (index >= MAX_PARAMETERS) throw new CborError(`more than ${MAX_PARAMETERS} optional parameters`);
    readParameter(reader, reader.integer(), parameters);
  }
  return parameters;
}

type Read = (reader: CborReader, into: OptionalParameters) => void;
const READERS: Readonly<Record<number, Read>> = {
  0: (reader, into) => {
    into.projection = reader.bytes();
  },
  2: (reader, into) => {
    into.consistentRead = reader.flag() !== 0;
  },
  3: (reader, into) => {
    const level = reader.integer();
    if (level === 1) into.consumedCapacity = 'TOTAL';
    if (level === 2) into.consumedCapacity = 'INDEXES';
  },
  4: (reader, into) => {
    into.condition = reader.bytes();
  },
  6: (reader, into) => {
    if (reader.integer() === 1) into.itemCollectionMetrics = 'SIZE';
  },
  7: (reader, into) => {
    into.returnValues = named(RETURN_VALUES, reader.integer(), 'ReturnValues');
  },
  8: (reader, into) => {
    into.update = reader.bytes();
  },
  9: (reader, into) => {
    const key = reader.bytes();
    if (key.length > 0) into.startKey = key;
  },
  10: (reader, into) => {
    into.filter = reader.bytes();
  },
  11: (reader, into) => {
    into.indexName = reader.bytes().toString('utf8');
  },
  13: (reader, into) => {
    into.limit = reader.integer();
  },
  14: (reader, into) => {
    into.scanIndexForward = reader.flag() !== 0;
  },
  15: (reader, into) => {
    into.select = named(SELECT, reader.integer(), 'Select');
  },
  16: (reader, into) => {
    into.segment = reader.integer();
  },
  17: (reader, into) => {
    into.totalSegments = reader.integer();
  },
  19: (reader, into) => {
    into.clientRequestToken = reader.text();
  },
};

/** Names and values of expressions (1 and 5) are sent by some clients beside the parsed expressions, which need neither. */
function readParameter(reader: CborReader, key: number, into: OptionalParameters): void {
  if (reader.takeNull()) return;
  const read = READERS[key];
  if (read === undefined) reader.skip();
  else read(reader, into);
}

function named<Name extends string>(names: readonly Name[], number: number, parameter: string): Name {
  const name = names[number - 1];
  if (name === undefined) throw new CborError(`${number} is no value of ${parameter}`);
  return name;
}
