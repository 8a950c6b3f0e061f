import { policySchema } from './policy';

test('an empty policy is filled with the defaults of the brief', () => {
  const policy = policySchema.parse({});

  expect(policy.bands.cpuPercent).toEqual({ low: 40, high: 70 });
  expect(policy.nodes).toMatchObject({ min: 3, max: 11 });
});
