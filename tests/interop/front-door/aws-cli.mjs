import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { callsFor, verdict } from './call-list.mjs';

const run = promisify(execFile);
const COMMANDS = { monitoring: 'cloudwatch', states: 'stepfunctions' };

export async function hasAwsCli() {
  return run('aws', ['--version']).then(
    () => true,
    () => false,
  );
}

/** Every call through the AWS CLI, which finds the platform by AWS_ENDPOINT_URL alone. */
export async function runAwsCli(control) {
  const folder = await mkdtemp(join(tmpdir(), 'interop-cli-'));
  const results = [];
  try {
    for (const call of callsFor('cli')) {
      if (call.control !== undefined) {
        await control(call.control);
        continue;
      }
      results.push({
        call: `${call.service} ${call.operation}`,
        problem: verdict(call, await outcomeOf(call, folder)),
      });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return results;
}

async function outcomeOf(call, folder) {
  const inputFile = join(folder, 'input.json');
  const payloadFile = join(folder, 'payload.json');
  const answerFile = join(folder, 'answer.json');
  await writeFile(inputFile, JSON.stringify(call.input));
  const command = [COMMANDS[call.service] ?? call.service, kebab(call.operation)];
  await writeFile(payloadFile, JSON.stringify(call.payload ?? null));
  // `invoke` writes its payload to a file and takes that file's name, which goes together with plain options only.
  const invoked = ['--function-name', call.input.FunctionName, '--payload', `fileb://${payloadFile}`, answerFile];
  const rest = call.payload === undefined ? ['--cli-input-json', `file://${inputFile}`] : invoked;
  try {
    const { stdout } = await run('aws', [...command, '--output', 'json', ...rest]);
    const payload = call.payload === undefined ? undefined : JSON.parse(await readFile(answerFile, 'utf8'));
    return { output: stdout.trim() === '' ? {} : JSON.parse(stdout), payload };
  } catch (error) {
    const code = /An error occurred \(([\w.]+)\)/.exec(error.stderr ?? '')?.[1];
    return { error: code ?? 'no AWS error', message: error.stderr ?? error.message };
  }
}

function kebab(operation) {
  return operation.replace(/[A-Z]/g, (letter, at) => `${at === 0 ? '' : '-'}${letter.toLowerCase()}`);
}
