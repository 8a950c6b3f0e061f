import { execFileSync } from 'node:child_process';

const script = `
const from = process.cpuUsage();
require(process.argv[1]);
const { user, system } = process.cpuUsage(from);
process.stdout.write(String((user + system) / 1e3));
`;

const env = {
  PATH: process.env.PATH,
  AWS_REGION: 'us-east-1',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  NODE_NO_WARNINGS: '1',
};

/**
 * Milliseconds of processor time that the import of a file takes in a process that has nothing loaded yet. Not wall time: on a machine with
 * other work that measures the neighbours.
 */
export const coldImportMs = (file: string): number =>
  Number(execFileSync(process.execPath, ['-e', script, file], { env, encoding: 'utf8' }));

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[middle - (sorted.length % 2 === 0 ? 1 : 0)], sorted[middle]];
  return (low + high) / 2;
}
