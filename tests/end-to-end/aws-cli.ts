import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';

/** Whether the AWS CLI is installed and starts. */
export function hasAws(): boolean {
  try {
    execFileSync('aws', ['--version'], { stdio: 'ignore', timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

/** What the AWS CLI prints, talking to the platform as it would to AWS. */
export async function aws(endpoint: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('aws', [...args, '--output', 'json'], {
    timeout: 60_000,
    env: {
      ...process.env,
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_PAGER: '',
    },
  });
  return stdout;
}
