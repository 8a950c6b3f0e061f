import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type FunctionName, functionSteps, readPayload, runFunction, type StepInput, unpack } from '../../shared/flow';
import { AFlow } from '../../shared/flow/a-flow';
import { readEndedExecution } from '../../shared/flow/ended-execution';
import { parseReplace, replaceFunctions } from '../../shared/replace';
import { parseRequest } from '../../shared/request';
import { type ReviewInput, reviewFunctions } from '../../shared/review';
import { decide, readConfig } from '../../shared/sizing';

const root = join(__dirname, '../..');
const stepsOf = { ...functionSteps, ...reviewFunctions };
const functions = Object.keys(stepsOf) as readonly (keyof typeof stepsOf)[];

test('every function of the service has a sample event, and no sample is left without its function', () => {
  const inService = Object.keys(parse(readFileSync(join(root, 'resources/functions.yml'), 'utf8')));
  const samples = readdirSync(__dirname).flatMap((name) => (name.endsWith('.json') ? [name.replace('.json', '')] : []));

  const all = [...functions, ...Object.keys(replaceFunctions)].toSorted();

  expect(inService.toSorted()).toEqual(all);
  expect(samples.toSorted()).toEqual(all);
});

test.each(functions)('the sample event of %s is a payload that its function takes', (name) => {
  const payload = readPayload<StepInput | ReviewInput>(sample(name), stepsOf[name]);

  expect(payload.execution).toMatch(
    /^arn:aws:(states:us-east-1:123456789012:execution:daxpilot-(rightsize|recovery|review):sample|events:us-east-1:123456789012:rule\/daxpilot-learn-products)$/,
  );
});

const { 'replace-recover': recoverSteps, ...handOverSteps } = replaceFunctions;

test('the sample event of replace-recover is the end of an execution of replace-cluster', () => {
  const { step, event } = sample('replace-recover') as { readonly step: string; readonly event: unknown };

  expect<readonly string[]>(recoverSteps).toContain(step);
  expect(readEndedExecution(event)).toMatchObject({ kind: 'ended', input: { target: 'products', kind: 'replace' } });
});

test.each(Object.entries(handOverSteps))(
  'the sample event of %s is a payload that its function takes',
  (name, steps) => {
    const { step, input } = sample(name) as { readonly step: string; readonly input: unknown };

    expect<readonly string[]>(steps).toContain(step);
    expect(parseReplace(input, config())).toMatchObject({ kind: 'request', request: { target: 'products' } });
  },
);

test('the alarm of the sample wakes a target that is declared', () => {
  const { input } = payload('admit');

  expect(parseRequest(input, config())).toMatchObject({ kind: 'request', request: { target: 'products' } });
});

test('the snapshot of the sample is decided as the later samples go on with it', () => {
  const { observation, target, now } = payload('decide');
  const { decided } = payload('apply');
  const policy = config().targets[target]?.policy;
  if (policy === undefined) throw new Error(`${target} is not declared`);

  const decision = decide(unpack(observation.snapshot), policy, observation.history, Date.parse(now));

  expect(decision.action).toEqual({ kind: 'set-node-count', cluster: 'products', from: 3, to: 5 });
  expect(decision.action).toEqual(decided.decision.action);
});

test.each(['decide', 'verify', 'record'] as const)('%s answers its sample event', async (name) => {
  await expect(runFunction(new AFlow(), name, sample(name), '1')).resolves.toMatchObject({ schemaVersion: 1 });
});

test('the change of the samples is judged by the readings before and after it', async () => {
  await expect(runFunction(new AFlow(), 'verify', sample('verify'), '1')).resolves.toMatchObject({
    kind: 'verified',
    judgement: {
      kind: 'as-expected',
      residuals: [{ reading: 'cpu', expected: expect.closeTo(52.4, 1), seen: 51 }, expect.anything()],
    },
    rollBack: null,
  });
});

function payload<Name extends FunctionName & StepInput['step']>(name: Name) {
  return readPayload<StepInput>(sample(name), [name]) as Extract<StepInput, { readonly step: Name }>;
}

const sample = (name: string): unknown => JSON.parse(readFileSync(join(__dirname, `${name}.json`), 'utf8'));

function config() {
  const parsed = readConfig(readFileSync(join(root, 'daxpilot.yml'), 'utf8'), 'daxpilot.yml');
  if (parsed.kind === 'invalid') throw new Error('daxpilot.yml is invalid');
  return parsed.config;
}
