#!/usr/bin/env node
// Stock tools against the local platform's front door: the same calls through the JavaScript SDK, boto3 and the AWS CLI, with
// AWS_ENDPOINT_URL alone. A tool that is not installed is skipped by name. Exit status 1 if any call comes out otherwise than it should.
//   npm run build && node tests/interop/front-door/run.mjs [js] [boto3] [cli]
import { createRequire } from 'node:module';
import { hasAwsCli, runAwsCli } from './aws-cli.mjs';
import { hasBoto3, runBoto3 } from './boto3.mjs';
import { runJavaScript } from './javascript.mjs';

const require = createRequire(import.meta.url);
const { startLocal } = require('../../../local/dist/index.cjs');
const { zipSync } = require('fflate');
const { CreateFunctionCommand, LambdaClient } = require('@aws-sdk/client-lambda');

const always = async () => true;
const SUITES = { js: [always, runJavaScript], boto3: [hasBoto3, runBoto3], cli: [hasAwsCli, runAwsCli] };
const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !(name in SUITES));
if (unknown !== undefined) {
  process.stderr.write(`There is no suite "${unknown}"; there are ${Object.keys(SUITES).join(', ')}\n`);
  process.exit(2);
}

const local = await startLocal({ port: 0, daxPort: 0, clockStartMs: Date.UTC(2026, 0, 1, 12) });
// Time moves by control calls alone, so that a slow tool sees what a fast one sees.
local.clock.pause();
Object.assign(process.env, {
  AWS_ENDPOINT_URL: local.ready.endpoint,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: local.ready.region,
  AWS_DEFAULT_REGION: local.ready.region,
});
const control = async (body) => {
  const response = await fetch(`${local.ready.endpoint}/_daxpilot/clock`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  if (!response.ok) {
    throw new Error(await response.text());
  }
};
const handler = Buffer.from('exports.handler = async (event) => event;');
await new LambdaClient({}).send(
  new CreateFunctionCommand({
    FunctionName: 'echo',
    Code: { ZipFile: zipSync({ 'index.js': handler }) },
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Role: 'arn:aws:iam::123456789012:role/echo',
  }),
);

let wrong = 0;
for (const [name, [isThere, suite]] of Object.entries(SUITES)) {
  if (wanted.length > 0 && !wanted.includes(name)) {
    continue;
  }
  if (!(await isThere())) {
    process.stdout.write(`suite=${name} skipped: not installed\n`);
    continue;
  }
  const startedMs = performance.now();
  const results = await suite(control);
  const problems = results.filter(({ problem }) => problem !== undefined);
  wrong += problems.length;
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  process.stdout.write(`suite=${name} calls=${results.length} wrong=${problems.length} seconds=${seconds}\n`);
  for (const { call, problem } of problems) {
    process.stdout.write(`  ${call}: ${problem}\n`);
  }
}
await local.stop();
process.exitCode = wrong === 0 ? 0 : 1;
