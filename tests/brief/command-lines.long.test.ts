import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const hasAws = spawnSync('aws', ['--version'], { stdio: 'ignore' }).status === 0;
const whereTheCommandIs = hasAws ? test : test.skip;

whereTheCommandIs(
  'every command line of the guide runs with the AWS CLI against the local platform (skipped where aws is missing)',
  () => {
    const { status, stdout } = spawnSync(process.execPath, ['-r', 'esbuild-register', join(__dirname, 'run.ts')], {
      cwd: root,
      encoding: 'utf8',
      timeout: 280_000,
    });

    expect(stdout).toMatch(/suite=brief blocks=\d+ skipped=\d+ wrong=0/);
    expect(status).toBe(0);
  },
  300_000,
);
