import { forChanges, forReads, once } from './clients';

test('reads are repeated by the SDK and changes are sent once', () => {
  expect(forReads({}).maxAttempts).toBe(3);
  expect(forChanges({}).maxAttempts).toBe(1);
});

test('Region and endpoint come from the environment', () => {
  const env = { AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' };

  expect(forReads(env)).toMatchObject({ region: 'eu-west-1', endpoint: 'http://127.0.0.1:4566' });
  expect(forReads({ AWS_DEFAULT_REGION: 'eu-west-2' })).toMatchObject({ region: 'eu-west-2' });
  expect(forReads({})).not.toHaveProperty('region');
});

test('a client is made when it is first asked for, and once', () => {
  let made = 0;
  const client = once(() => {
    made += 1;
    return made;
  });

  expect(made).toBe(0);
  expect([client(), client()]).toEqual([1, 1]);
});
