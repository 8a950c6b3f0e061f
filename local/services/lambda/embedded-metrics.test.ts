import { embeddedIn } from './embedded-metrics';

const line = (parts: object) =>
  JSON.stringify({
    _aws: {
      Timestamp: Date.UTC(2026, 10, 24, 12),
      CloudWatchMetrics: [
        { Namespace: 'Mine', Dimensions: [['Target']], Metrics: [{ Name: 'Changed', Unit: 'Count' }] },
      ],
    },
    Target: 'products',
    ...parts,
  });

test('a line in the embedded metric format becomes metrics at the time that it names', () => {
  expect(embeddedIn(line({ Changed: 1 }))).toEqual([
    {
      Namespace: 'Mine',
      MetricData: [
        {
          MetricName: 'Changed',
          Unit: 'Count',
          Timestamp: new Date('2026-11-24T12:00:00Z'),
          Values: [1],
          Dimensions: [{ Name: 'Target', Value: 'products' }],
        },
      ],
    },
  ]);
});

test.each([
  ['plain text', 'hello "_aws"'],
  ['a metric without a value', line({})],
  ['JSON that is no such line', '{"_aws":1}'],
])('%s gives none', (_, text) => {
  expect(embeddedIn(text)).toEqual([]);
});
