import { toStatus } from './executions';

const stopDate = new Date(Date.UTC(2026, 10, 24, 12));

test.each(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const)('%s has ended', (status) => {
  expect(toStatus(status, stopDate)).toEqual({ kind: 'ended', status, stoppedAtMs: stopDate.getTime() });
});

test.each(['RUNNING', 'PENDING_REDRIVE'])('%s will go on', (status) => {
  expect(toStatus(status, undefined)).toEqual({ kind: 'running' });
});

test.each(['PAUSED', undefined])('the status %s is refused by name', (status) => {
  expect(() => toStatus(status, undefined)).toThrow(`DescribeExecution gave the status ${status}`);
});
