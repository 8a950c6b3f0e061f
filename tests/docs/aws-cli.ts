import { execFileSync } from 'node:child_process';

let isThere: boolean | undefined;

/** Whether the AWS CLI is installed: some pages call it. */
export function hasAwsCli(): boolean {
  isThere ??= isRun('aws');
  return isThere;
}

function isRun(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
