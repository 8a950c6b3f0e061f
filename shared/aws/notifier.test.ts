import { toMessage } from './notifier';

test('a notice carries its kind and target as attributes that subscriptions can filter by', () => {
  const notice = {
    kind: 'applied',
    target: 'products',
    subject: 'products: 3 → 5 nodes',
    text: 'CPU at 85 %',
  } as const;

  expect(toMessage(notice)).toEqual({
    Subject: 'products: 3 -> 5 nodes',
    Message: 'CPU at 85 %',
    MessageAttributes: {
      kind: { DataType: 'String', StringValue: 'applied' },
      target: { DataType: 'String', StringValue: 'products' },
    },
  });
});

test('a subject becomes one line of fewer than 100 ASCII characters, as SNS wants it', () => {
  const { Subject } = toMessage({ kind: 'failed', target: 'products', subject: `über\n${'x'.repeat(200)}`, text: '' });

  expect(Subject).toMatch(/^\?ber x{91}\.\.\.$/);
  expect(Subject?.length).toBeLessThan(100);
});
