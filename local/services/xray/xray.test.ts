import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { sessionOf } from '../../kernel/credentials';
import { createLog } from '../../kernel/log';
import { createPlatform } from '../../kernel/platform';
import type { LogLine } from '../../kernel/service';
import { createVirtualClock } from '../../kernel/virtual-clock';
import { openDaemon } from './daemon';
import { refusalOf, type SegmentDocument } from './segment-document';
import { newTraceId, readTraceHeader, traceHeaderText } from './trace-header';
import { TraceStore } from './trace-store';
import { XRay } from './xray';

const traceId = '1-5759e988-bd862e3fe1be46a994272793';
const caller = sessionOf('arn:aws:iam::123456789012:role/functions', 'work');
const document: SegmentDocument = {
  name: 'observe',
  id: '53995c3f42cd8ad8',
  trace_id: traceId,
  parent_id: '6226467e3f845502',
  type: 'subsegment',
  start_time: 1_480_615_200.01,
  end_time: 1_480_615_200.09,
};

function aPlace(denied: readonly string[] = []) {
  const clock = createVirtualClock({ startMs: 0, paused: true });
  const platform = createPlatform({ clock, log: createLog(() => clock.now()) });
  const lines: LogLine[] = [];
  const asked: string[] = [];
  platform.log.onLine((line) => lines.push(line));
  platform.judgeBy((_, { action, resource }) => {
    asked.push(`${action} ${resource}`);
    return denied.includes(action) ? `not authorized to perform ${action}` : undefined;
  });
  const store = new TraceStore();
  return { platform, store, xray: new XRay(platform, store), lines, asked };
}

test('a document gets to X-Ray with the rights of its sender', () => {
  const { xray, store, asked } = aPlace();
  xray.upload(caller, JSON.stringify(document));

  expect(store.get(traceId)).toEqual({ id: traceId, segments: [document], leftOut: 0 });
  expect(asked).toEqual(['xray:PutTraceSegments *', 'xray:PutTelemetryRecords *']);
});

test('without the right it is lost, which the log says once', () => {
  const { xray, store, lines } = aPlace(['xray:PutTraceSegments']);
  xray.upload(caller, JSON.stringify(document));
  xray.upload(caller, JSON.stringify(document));

  expect(store.list()).toEqual([]);
  expect(lines).toEqual([expect.objectContaining({ event: 'xray.segments-lost' })]);
});

test.each<[string, object]>([
  ['name must have', { name: 'a?b' }],
  ['name must have', { name: 'x'.repeat(201) }],
  ['id must have', { id: 'abc' }],
  ['trace_id must be', { trace_id: '5759e988bd862e3fe1be46a994272793' }],
  ['start_time must be', { start_time: '2026' }],
  ['end_time must be', { end_time: undefined }],
  ['end_time must be', { end_time: 1 }],
  ['type must be', { type: 'segment' }],
  ['parent_id must have', { parent_id: undefined }],
  ['fault must be', { fault: 'yes' }],
  ['annotations must be', { annotations: { step: null } }],
  ['annotations must be', { annotations: { 'a-step': 'x' } }],
  ['the document has', { annotations: { step: 'x'.repeat(70_000) } }],
])('a document that X-Ray would not process is refused by name: %s', (rule, broken) => {
  expect(refusalOf(JSON.stringify({ ...document, ...broken }))).toContain(rule);
});

test('a segment in progress needs no end, and a text that is no object is none', () => {
  const { type: _, parent_id: __, end_time: ___, ...segment } = document;

  expect(refusalOf(JSON.stringify({ ...segment, in_progress: true }))).toBeUndefined();
  expect(refusalOf('[]')).toBe('the document is not a JSON object');
  expect(refusalOf('{')).toBe('the document is not a JSON object');
});

test('the daemon takes a document behind its head over UDP, and nothing else', async () => {
  const { platform, xray, store, lines } = aPlace();
  const daemon = await openDaemon(platform, xray, caller);
  const [host, port] = daemon.address.split(':');
  const sender = createSocket('udp4');
  const arrived = new Promise<void>((resolve) => platform.log.onLine(() => resolve()));
  sender.send(`{"format":"json","version":1}\n${JSON.stringify(document)}`, Number(port), host);
  sender.send(`no head\n${JSON.stringify({ ...document, id: '0000000000000000' })}`, Number(port), host);
  await arrived;
  daemon.close();
  daemon.close();
  sender.close();
  await once(sender, 'close');

  expect(store.get(traceId)?.segments).toEqual([document]);
  expect(lines).toEqual([expect.objectContaining({ event: 'xray.document-refused' })]);
});

test('of a segment that was in progress the last state is kept; traces and documents are bounded', () => {
  const store = new TraceStore();
  const nth = (index: number) => index.toString(16).padStart(16, '0');
  store.put({ ...document, in_progress: true });
  store.put(document);
  for (let index = 0; index < 2_005; index++) store.put({ ...document, id: nth(index) });

  expect(store.get(traceId)?.segments[0]).toEqual(document);
  expect(store.get(traceId)).toMatchObject({ segments: { length: 2_000 }, leftOut: 6 });
  for (let index = 0; index < 500; index++) store.put({ ...document, trace_id: newTraceId(index * 1_000) });
  expect(store.list()).toHaveLength(500);
  expect(store.get(traceId)).toBeUndefined();
  const trace = (index: number) => newTraceId(index * 1_000);
  for (const id of Array.from({ length: 21 }, (_, index) => trace(index)))
    for (let index = 0; index < 1_000; index++) store.put({ ...document, trace_id: id, id: nth(index) });
  expect(store.list().reduce((sum, { segments }) => sum + segments, 0)).toBe(20_000);
  expect(store.list()).toHaveLength(20);
});

test('a summary tells when, how long, and whether anything went wrong', () => {
  const store = new TraceStore();
  store.put({ ...document, error: true, throttle: true });
  store.put({
    ...document,
    id: '0000000000000001',
    aws: { execution_arn: 'arn:me' },
    end_time: document.start_time + 2,
  });

  expect(store.list()).toEqual([
    {
      id: traceId,
      startedAt: '2016-12-01T18:00:00.010Z',
      durationMs: 2_000,
      segments: 2,
      inProgress: false,
      hasError: true,
      hasThrottle: true,
      hasFault: false,
      executions: ['arn:me'],
    },
  ]);
  expect(store.ofExecution('arn:me').map(({ id }) => id)).toEqual([traceId]);
  expect(store.ofExecution('arn:other')).toEqual([]);
});

test.each([
  [`Root=${traceId}`, { root: traceId, parent: undefined, sampled: undefined }],
  [`Root=${traceId};Parent=53995c3f42cd8ad8;Sampled=1`, { root: traceId, parent: '53995c3f42cd8ad8', sampled: true }],
  [`Root=${traceId};Sampled=0`, { root: traceId, parent: undefined, sampled: false }],
])('a header is read and written: %s', (text, header) => {
  expect(readTraceHeader(text)).toEqual(header);
  expect(traceHeaderText(header)).toBe(text);
});

test('a header that names no trace is none', () => {
  expect(readTraceHeader('Root=1-2-3;Sampled=1')).toBeUndefined();
  expect(readTraceHeader(undefined)).toBeUndefined();
});
