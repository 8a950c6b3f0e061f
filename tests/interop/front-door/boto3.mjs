import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { callsFor, verdict } from './call-list.mjs';

const PYTHON = process.env.PYTHON ?? 'python3';

export async function hasBoto3() {
  return promisify(execFile)(PYTHON, ['-c', 'import boto3']).then(
    () => true,
    () => false,
  );
}

/** Every call through boto3, which finds the platform by AWS_ENDPOINT_URL alone. */
export async function runBoto3(control) {
  const python = spawn(PYTHON, [fileURLToPath(new URL('boto3_calls.py', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  const results = [];
  for (const call of callsFor('boto')) {
    if (call.control !== undefined) {
      await control(call.control);
      continue;
    }
    python.stdin.write(`${JSON.stringify(call)}\n`);
    const { value, done } = await answers.next();
    if (done) {
      throw new Error(`python ended at ${call.service} ${call.operation}`);
    }
    results.push({ call: `${call.service} ${call.operation}`, problem: verdict(call, JSON.parse(value)) });
  }
  python.stdin.end();
  return results;
}
