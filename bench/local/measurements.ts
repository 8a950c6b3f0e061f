import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateStateMachineCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { zipSync } from 'fflate';
import { forkServer, type Server } from './server';
import { signedSender, WIRE_CALLS } from './wire-calls';

/** One figure, and the goal that it is held to, where there is one. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: number;
}

const ROOT = join(__dirname, '../..');
const BOOTS = 5;
const IDLE_MS = 5_000;
const ALARM_MINUTES = 30;
const EXECUTIONS = 100;
const CONNECTIONS = 8;
const ROLE = 'arn:aws:iam::123456789012:role/bench';
/** At 60x a virtual minute is one second of the wall clock, so that is what a core has for it. */
const CORE_MS_PER_MINUTE = 1_000;

interface Started {
  readonly endpoint: string;
}

interface Spent {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** From the start of a process to a platform with everything of the packaged template up; then what it holds when nothing happens. */
export async function bootAndMemory(serviceDir: string): Promise<readonly Row[]> {
  const boots: number[] = [];
  let idleBytes = 0;
  for (let boot = 0; boot < BOOTS; boot += 1) {
    const startedMs = performance.now();
    const server = forkServer();
    await server.ask<Started>('start', { serviceDir });
    boots.push(performance.now() - startedMs);
    if (boot === BOOTS - 1) {
      await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
      idleBytes = (await server.ask<{ readonly rssBytes: number }>('memory')).rssBytes;
    }
    await server.stop();
  }
  return [
    { what: `boot from the packaged template, median of ${BOOTS}`, value: median(boots), unit: 'ms', goal: 1_500 },
    { what: 'idle memory (RSS)', value: idleBytes / 1_000_000, unit: 'MB', goal: 200 },
  ];
}

export async function alarms(): Promise<readonly Row[]> {
  return onServer(async (server) => {
    const { cpuMs, judged } = await server.ask<Spent & { readonly judged: number }>('alarms', {
      minutes: ALARM_MINUTES,
    });
    if (judged !== 100) {
      throw new Error(`only ${judged} of the first 100 alarms were judged`);
    }
    return [
      {
        what: '1,000 alarms (200 on math), CPU per virtual minute',
        value: cpuMs / ALARM_MINUTES,
        unit: 'ms',
        goal: CORE_MS_PER_MINUTE,
      },
    ];
  });
}

/** All started before any goes on; each waits, calls a function, and chooses. */
export async function executions(): Promise<readonly Row[]> {
  return onServer(async (server, config) => {
    const handler = Buffer.from('exports.handler = async ({ n }) => ({ n: n + 1 });');
    const { FunctionArn } = await new LambdaClient(config).send(
      new CreateFunctionCommand({
        FunctionName: 'next',
        Runtime: 'nodejs22.x',
        Role: ROLE,
        Handler: 'index.handler',
        Code: { ZipFile: zipSync({ 'index.js': handler }) },
      }),
    );
    const states = new SFNClient(config);
    const { stateMachineArn } = await states.send(
      new CreateStateMachineCommand({ name: 'bench', roleArn: ROLE, definition: definition(FunctionArn ?? '') }),
    );
    const startedMs = performance.now();
    await Promise.all(
      Array.from({ length: EXECUTIONS }, (_, n) =>
        states.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify({ n }) })),
      ),
    );
    await server.ask('advance', { ms: 60_000 });
    const { executions: done } = await states.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: 'SUCCEEDED', maxResults: 1_000 }),
    );
    const wallMs = performance.now() - startedMs;
    if (done?.length !== EXECUTIONS) {
      throw new Error(`${done?.length} of ${EXECUTIONS} executions succeeded`);
    }
    return [
      { what: `${EXECUTIONS} executions at once (wait, function, choice), start to end`, value: wallMs, unit: 'ms' },
    ];
  });
}

function definition(functionArn: string): string {
  return JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'Wait',
    States: {
      Wait: { Type: 'Wait', Seconds: 30, Next: 'Next' },
      Next: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Arguments: { FunctionName: functionArn, Payload: '{% $states.input %}' },
        Output: '{% $states.result.Payload %}',
        Next: 'Choose',
      },
      Choose: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.n > 0 %}', Next: 'Done' }], Default: 'Wrong' },
      Wrong: { Type: 'Fail' },
      Done: { Type: 'Succeed' },
    },
  });
}

/** Calls a second over 8 connections, and what one costs the platform. */
export async function wireForms(seconds: number): Promise<readonly Row[]> {
  return onServer(async (server, config, endpoint) => {
    await new DynamoDBClient(config).send(
      new CreateTableCommand({
        TableName: 'bench',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    );
    await server.ask('advance', { ms: 60_000 });
    const rows: Row[] = [];
    for (const call of WIRE_CALLS) {
      const { send, close } = await signedSender(endpoint, call, CONNECTIONS);
      await callFor(send, 300);
      const before = await server.ask<{ readonly cpuMs: number }>('cpu');
      const startedMs = performance.now();
      const calls = await callFor(send, seconds * 1_000);
      const elapsedMs = performance.now() - startedMs;
      const after = await server.ask<{ readonly cpuMs: number }>('cpu');
      close();
      rows.push({ what: call.form, value: (calls / elapsedMs) * 1_000, unit: 'calls/s' });
      rows.push({
        what: `${call.form}, CPU of the platform`,
        value: ((after.cpuMs - before.cpuMs) / calls) * 1_000,
        unit: 'us/call',
      });
    }
    return rows;
  });
}

async function callFor(send: () => Promise<void>, durationMs: number): Promise<number> {
  const endMs = performance.now() + durationMs;
  let calls = 0;
  const caller = async (): Promise<void> => {
    while (performance.now() < endMs) {
      await send();
      calls += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, caller));
  return calls;
}

/** The DynamoDB front's own benchmark: calls in turns to it and to bare dynalite. */
export async function tableFront(): Promise<readonly Row[]> {
  const script = join(ROOT, 'local/services/dynamodb/overhead-bench.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['-r', 'esbuild-register', script], { cwd: ROOT });
  return [...stdout.matchAll(/^(\w+) +(.+?) +p50 +(\d+) us/gm)].map(([, operation, way, p50]) => ({
    what: `${operation}, ${way}, p50`,
    value: Number(p50),
    unit: 'us',
  }));
}

async function onServer(
  run: (
    server: Server,
    config: {
      readonly endpoint: string;
      readonly region: string;
      readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    },
    endpoint: string,
  ) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const server = forkServer();
  const { endpoint } = await server.ask<Started>('start');
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const rows = await run(server, { endpoint, region: 'us-east-1', credentials }, endpoint);
  await server.stop();
  return rows;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
