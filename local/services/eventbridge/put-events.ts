import { randomUUID } from 'node:crypto';
import type { PutEventsRequest, PutEventsRequestEntry, PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import type { BusEvent, Platform } from '../../kernel/service';
import { ServiceError } from '../../kernel/service-error';
import { checkBus } from './event-bus';
import { constraint, validation } from './event-error';

const MAX_ENTRIES = 10;
/** The limit of one call, raised by AWS from 256 KiB. */
const MAX_TOTAL_BYTES = 1_048_576;
const TIME_BYTES = 14;

/** Reads PutEvents: the answer for each entry, and the events of those that were taken. */
export function readEntries(
  { Entries = [], EndpointId }: PutEventsRequest,
  platform: Platform,
): { readonly results: PutEventsResultEntry[]; readonly events: readonly BusEvent[] } {
  if (EndpointId !== undefined) {
    throw validation('Parameter EndpointId is not there on the local platform: it has no global endpoints.');
  }
  if (Entries.length === 0) {
    throw constraint('entries', '[]', 'Member must have length greater than or equal to 1');
  }
  if (Entries.length > MAX_ENTRIES) {
    throw constraint(
      'entries',
      `[${Entries.length} entries]`,
      `Member must have length less than or equal to ${MAX_ENTRIES}`,
    );
  }
  if (Entries.reduce((total, entry) => total + entryBytes(entry), 0) > MAX_TOTAL_BYTES) {
    throw validation('Total size of the entries in the request is over the limit.');
  }
  const events: BusEvent[] = [];
  const results = Entries.map((entry) => {
    const outcome = readEntry(entry, platform);
    if ('ErrorCode' in outcome) {
      return outcome;
    }
    events.push(outcome);
    return { EventId: outcome.id };
  });
  return { results, events };
}

/** The size of an entry as EventBridge counts it. */
function entryBytes({ Time, Source, DetailType, Detail, Resources }: PutEventsRequestEntry): number {
  const texts = [Source, DetailType, Detail, ...(Resources ?? [])];
  return texts.reduce((total, text) => total + Buffer.byteLength(text ?? ''), Time === undefined ? 0 : TIME_BYTES);
}

interface EntryError {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

function readEntry(entry: PutEventsRequestEntry, platform: Platform): BusEvent | EntryError {
  const { Source: source, DetailType: detailType, Detail: detail } = entry;
  if (isEmpty(source)) {
    return missing('Source');
  }
  if (isEmpty(detailType)) {
    return missing('DetailType');
  }
  if (isEmpty(detail)) {
    return missing('Detail');
  }
  if (/^aws\./i.test(source)) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  const parsed = parseDetail(detail);
  if (parsed === undefined) {
    return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  }
  try {
    checkBus(entry.EventBusName, platform);
  } catch (error) {
    return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: error instanceof ServiceError ? error.message : '' };
  }
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source,
    account: platform.account,
    time: `${(entry.Time ?? new Date(platform.clock.now())).toISOString().slice(0, 19)}Z`,
    region: platform.region,
    resources: entry.Resources ?? [],
    detail: parsed,
  };
}

function isEmpty(text: string | undefined): text is undefined | '' {
  return text === undefined || text === '';
}

function missing(name: string): EntryError {
  return {
    ErrorCode: 'InvalidArgument',
    ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
  };
}

function parseDetail(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
