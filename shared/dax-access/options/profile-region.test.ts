import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { profileRegion } from './profile-region';

let folder: string;
let AWS_CONFIG_FILE: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'access-profile-'));
  AWS_CONFIG_FILE = join(folder, 'config');
  writeFileSync(
    AWS_CONFIG_FILE,
    [
      '# region = us-west-1',
      '[default]',
      'output = json',
      'region = eu-west-1 # home',
      's3 =',
      '  region = us-east-2',
      '[profile live]',
      'region=ap-south-1',
      '[profile without]',
      'output = text',
    ].join('\n'),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  [undefined, 'eu-west-1'],
  ['default', 'eu-west-1'],
  ['live', 'ap-south-1'],
  ['without', undefined],
  ['unknown', undefined],
])('profile %s has the Region %s', (AWS_PROFILE, region) => {
  expect(profileRegion({ AWS_CONFIG_FILE, AWS_PROFILE })).toBe(region);
});

test('without a file there is none', () => {
  expect(profileRegion({ AWS_CONFIG_FILE: join(folder, 'missing') })).toBeUndefined();
});
