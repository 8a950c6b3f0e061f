import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  LambdaClient,
  ListFunctionsCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import {
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { build, type Plugin } from 'esbuild';
import { zipSync } from 'fflate';
import { parseConfig } from '../../shared/targets';
import type { AService } from './service-at-work';

export interface Release {
  /** `daxpilot.yml` of the release. */
  readonly config: string;
  /** Of what machine and functions send each other; default: that of the project. */
  readonly payloadVersion?: number;
}

/**
 * What a deployment does to functions and machines that are there (CloudFormation, `useExactVersion`): new code, a new version of each
 * function, and definitions that name the new versions. Versions of before stay, as they are retained.
 */
export async function deploy(service: AService, release: Release): Promise<void> {
  const lambda = new LambdaClient({
    endpoint: service.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  try {
    const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
    const handlers = Functions.map(({ FunctionName = '', Handler = '' }) => ({
      name: FunctionName,
      file: Handler.replace(/\.handler$/, ''),
    }));
    const bundles = await bundle(
      handlers.map(({ file }) => file),
      release,
    );
    for (const { name, file } of handlers) {
      const code = bundles.get(file);
      if (code === undefined) throw new Error(`${file} was not built`);
      const ZipFile = zipSync({ [`${file}.js`]: code }, { level: 1 });
      await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile }));
    }
    const versions = new Map<string, string>();
    for (const { name } of handlers) {
      const { FunctionArn = '' } = await lambda.send(new PublishVersionCommand({ FunctionName: name }));
      versions.set(name, FunctionArn);
    }
    for (const machine of Object.values(service.machines)) await pointTo(service, machine, versions, release);
  } finally {
    lambda.destroy();
  }
}

async function pointTo(
  { clients: { states } }: AService,
  stateMachineArn: string,
  versions: ReadonlyMap<string, string>,
  { payloadVersion = 1 }: Release,
): Promise<void> {
  const { definition: before = '' } = await states.send(new DescribeStateMachineCommand({ stateMachineArn }));
  const definition = before
    .replace(
      /arn:aws:lambda:[a-z0-9-]+:\d{12}:function:([\w-]+):\d+/g,
      (arn, name: string) => versions.get(name) ?? arn,
    )
    .replace(/"schemaVersion": ?\d+/g, `"schemaVersion": ${payloadVersion}`);
  if (definition === before) throw new Error(`the definition of ${stateMachineArn} names no versions`);
  await states.send(new UpdateStateMachineCommand({ stateMachineArn, definition }));
}

const root = join(__dirname, '../..');

/** As `resources/declared.cjs` has it bundled, but not minified and without the SDK, which the platform provides. */
async function bundle(files: readonly string[], release: Release): Promise<ReadonlyMap<string, Uint8Array>> {
  const parsed = parseConfig(release.config);
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.problems));
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: files.map((file) => `${file}.ts`),
    outdir: 'out',
    outbase: '.',
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    external: ['@aws-sdk/*'],
    define: { 'process.env.DAXPILOT_CONFIG': JSON.stringify(JSON.stringify(parsed.config)) },
    plugins: [payloads(release.payloadVersion ?? 1)],
    logLevel: 'error',
  });
  return new Map(
    files.map((file) => {
      const found = outputFiles.find(({ path }) => path.endsWith(`/${file}.js`));
      if (found === undefined) throw new Error(`${file} was not built`);
      return [file, found.contents];
    }),
  );
}

/** A release whose payloads have another version. */
function payloads(version: number): Plugin {
  return {
    name: 'payload-version',
    setup({ onLoad }) {
      onLoad({ filter: /shared\/flow\/steps\.ts$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8');
        const contents = text.replace('export const schemaVersion = 1;', `export const schemaVersion = ${version};`);
        if (!contents.includes(`schemaVersion = ${version};`)) throw new Error(`${path} has no schemaVersion`);
        return { contents, loader: 'ts' };
      });
    },
  };
}

/** Versions of the functions that an execution called. */
export async function versionsOf({ clients }: AService, arn: string): Promise<readonly string[]> {
  const seen = new Set<string>();
  let nextToken: string | undefined;
  do {
    const page = await clients.states.send(
      new GetExecutionHistoryCommand({ executionArn: arn, maxResults: 1000, ...(nextToken && { nextToken }) }),
    );
    for (const event of page.events ?? []) for (const version of calledIn(event)) seen.add(version);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return [...seen].sort();
}

const calledIn = ({ lambdaFunctionScheduledEventDetails: called }: HistoryEvent): readonly string[] =>
  called?.resource === undefined ? [] : [/:function:[\w-]+:(\d+)$/.exec(called.resource)?.[1] ?? 'unversioned'];
