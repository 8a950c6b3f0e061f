import { PortError } from '../shared/flow';
import { CliError, exitStatus } from './exit';
import { failureOf } from './failure';

test('an error of our own keeps its message, details and status', () => {
  const failure = failureOf(
    new CliError('use.unknown-target', 'TARGET = x: no such target', exitStatus.wrongUse, ['declared: shop']),
  );

  expect(failure).toEqual({ message: 'TARGET = x: no such target', details: ['declared: shop'], status: 2 });
});

test.each([
  ['a refused connection', Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:4566'), { code: 'ECONNREFUSED' })],
  [
    'missing credentials',
    Object.assign(new Error('Could not load credentials from any providers'), { name: 'CredentialsProviderError' }),
  ],
])('%s ends with 3 and says how to reach the local platform', (_, error) => {
  const failure = failureOf(error);

  expect(failure.status).toBe(3);
  expect(failure.details.join()).toContain('daxpilot local');
});

test('a port that failed ends with 3 and its code', () => {
  const failure = failureOf(new PortError('aws.denied', 'reading the cluster: not allowed', false, 'no'));

  expect(failure).toMatchObject({ status: 3, message: 'reading the cluster: not allowed (aws.denied)' });
});
