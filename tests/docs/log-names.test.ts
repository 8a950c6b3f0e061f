import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { doneEvent, failedEvent } from '../../functions/step-event';
import { PortError } from '../../shared/flow';
import { AFlow, anObservation, aPortError, aRequest, decidedToApply, head } from '../../shared/flow/a-flow';
import { announceQuietly } from '../../shared/flow/announcement';
import { aRecord } from '../../shared/flow/decision-record';
import { stateMetrics, stateNamespace, targetStateEvent } from '../../shared/flow/target-state';

const page = readFileSync(join(__dirname, '../../docs/service.md'), 'utf8');
const logs = page.slice(page.indexOf('\n## Logs\n'), page.indexOf('\n## Traces\n'));
const namesIn = (text: string): readonly string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

/** Members by event, as the table has them. */
const written = new Map(
  [...logs.matchAll(/^\| `([\w.-]+)`\s*\|[^|]*\|([^|]*)\|$/gm)].map(([, event = '', members = '']) => [
    event,
    namesIn(members).toSorted(),
  ]),
);

const call = { function: 'record', payload: { step: 'record', target: 'products' }, requestId: '1', durationMs: 2 };
const record = aRecord({ target: 'products', outcome: 'held', reasonCodes: ['in-band'] });
const membersOf = (event: object, ...others: readonly string[]): readonly string[] =>
  Object.keys(event)
    .filter((name) => name !== 'event' && !others.includes(name))
    .toSorted();

test('the log lines have the members that docs/service.md lists, and no other event is listed', async () => {
  const state = targetStateEvent(
    {
      ...head,
      step: 'record',
      target: 'products',
      request: aRequest,
      round: 1,
      observation: anObservation,
      decided: decidedToApply(),
      applied: null,
      progress: null,
      verification: null,
      previous: null,
    },
    { kind: 'recorded', record },
  );
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  const flow = new AFlow();
  flow.failures.set('announce', aPortError('aws.throttled'));
  await announceQuietly(flow, { kind: 'failed', target: 'products', subject: 's', text: 't' });
  const [notSent = '{}'] = (warn.mock.calls[0] ?? []) as readonly string[];

  expect(Object.fromEntries(written)).toEqual({
    'step.done': membersOf(doneEvent(call, { kind: 'recorded', record })),
    'step.failed': membersOf(failedEvent(call, new PortError('aws.denied', 'no', false, 'no'))),
    'target.state': membersOf(state ?? {}, ...Object.values(stateMetrics)),
    'notice.not-sent': membersOf(JSON.parse(notSent) as object),
  });
});

test('the metrics have the names that docs/service.md lists', () => {
  const sentence = logs.slice(logs.indexOf('**Metrics**'), logs.indexOf('\n**One look'));
  const [namespace, dimension, ...names] = namesIn(sentence.slice(0, sentence.indexOf('. ')));

  expect([namespace, dimension]).toEqual([stateNamespace, 'Target']);
  expect(names.toSorted()).toEqual(Object.values(stateMetrics).toSorted());
});
