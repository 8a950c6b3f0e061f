import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { doneEvent } from '../../functions/step-event';
import { stepEnd } from '../../functions/told-handler';
import { documentedMembers, documentedServices } from '../traces/documented-names';

// That the documents have exactly the members of the page is seen where handlers send them: tests/traces.

test('the annotations of a step are those that docs/service.md lists', () => {
  const { annotations } = stepEnd(
    doneEvent({ function: 'admit', payload: {}, requestId: '1', durationMs: 1 }, { kind: 'admitted' }),
  );
  const listed = documentedMembers('step').flatMap((member) => /^annotations\.(\w+)$/.exec(member)?.[1] ?? []);

  expect(Object.keys(annotations).toSorted()).toEqual(listed.toSorted());
});

test('every client that a handler has is named there as its calls are', () => {
  const folder = join(__dirname, '../../shared/aws');
  const sources = readdirSync(folder).filter((name) => /^(?!.*\.test).*\.ts$/.test(name));
  const clients = sources.flatMap((name) => [
    ...readFileSync(join(folder, name), 'utf8').matchAll(/\b(?:reading|changing)\((\w+)Client, /g),
  ]);

  expect([...new Set(clients.map(([, client]) => client))].toSorted()).toEqual(documentedServices());
});

test('no client of shared/aws is made in another way, so that no call is left out of the trace', () => {
  const folder = join(__dirname, '../../shared/aws');
  const made = readdirSync(folder)
    .filter((name) => /^(?!.*\.test).*\.ts$/.test(name))
    .flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(/\bnew \w+Client\(/g)].map(() => name));

  expect(made).toEqual([]);
});
