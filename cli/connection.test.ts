import { connectionFrom } from './connection';

test('without options the command talks to AWS in the region of the environment', () => {
  const connection = connectionFrom({}, { AWS_REGION: 'eu-west-1' });

  expect(connection).toMatchObject({ kind: 'aws', region: 'eu-west-1' });
});

test('--local takes the local platform with its administrator key, whatever credentials are set', () => {
  const connection = connectionFrom({ local: true }, { AWS_ACCESS_KEY_ID: 'AKIAREAL', AWS_SESSION_TOKEN: 'token' });

  expect(connection.endpoint).toBe('http://127.0.0.1:4566');
  expect(connection.env.AWS_ACCESS_KEY_ID).toBe('test');
  expect(connection.env.AWS_SESSION_TOKEN).toBeUndefined();
});

test('--endpoint wins over --local and keeps given credentials', () => {
  const connection = connectionFrom(
    { endpoint: 'http://127.0.0.1:9' },
    { AWS_ACCESS_KEY_ID: 'mine', AWS_SECRET_ACCESS_KEY: 's' },
  );

  expect(connection.env).toMatchObject({ AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_ACCESS_KEY_ID: 'mine' });
});
