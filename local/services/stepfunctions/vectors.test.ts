import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Json } from './json';
import { FunctionFault, type ShownEvent, StatesFixture, scriptedLambda } from './testing';

interface Expected {
  readonly refused?: boolean;
  readonly status?: string;
  readonly output?: Json;
  readonly error?: string;
  readonly errorAnyOf?: readonly string[];
  readonly causePattern?: string;
  readonly states?: readonly string[];
  readonly statesUnordered?: readonly string[];
  readonly statesSubset?: readonly string[];
  readonly historyCounts?: Readonly<Record<string, number>>;
  readonly elapsedSeconds?: { readonly min: number; readonly max?: number };
}

interface Vector {
  readonly id: string;
  readonly topic: string;
  readonly definition: unknown;
  readonly input: Json;
  readonly expected: Expected;
  readonly doubtful?: boolean;
}

const file = join(__dirname, '../../../../shared/vectors/asl.jsonl');
const vectors: readonly Vector[] = existsSync(file)
  ? readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Vector)
      .filter(({ doubtful }) => doubtful !== true)
  : [];

/** The functions that the vectors call, in place of real ones. */
function vectorFunctions() {
  const attempts = new Map<string, number>();
  return scriptedLambda(async (raw, { FunctionName = '' }) => {
    const event = raw as {
      error?: string;
      message?: string;
      key?: string;
      failures?: number;
      seconds?: number;
      value?: Json;
      bytes?: number;
    };
    switch (FunctionName.split(':').at(-1)) {
      case 'vectors-echo':
        return raw;
      case 'vectors-fail':
        throw new FunctionFault(event.error ?? 'Error', event.message);
      case 'vectors-flaky': {
        const attempt = (attempts.get(String(event.key)) ?? 0) + 1;
        attempts.set(String(event.key), attempt);
        if (attempt <= (event.failures ?? 0)) {
          throw new FunctionFault(event.error ?? 'Flaky', `failure ${attempt}`);
        }
        return { attempt, value: event.value ?? null };
      }
      case 'vectors-sleep':
        await new Promise((resolve) => setTimeout(resolve, (event.seconds ?? 0) * 1_000));
        return event.value ?? null;
      default:
        return 'x'.repeat(event.bytes ?? 0);
    }
  });
}

const enteredIn = (events: readonly ShownEvent[]) =>
  events
    .filter(({ type }) => type.endsWith('StateEntered'))
    .map(({ stateEnteredEventDetails }) => (stateEnteredEventDetails as { name: string }).name);

/** A vector that calls `vectors-sleep` needs wall time that passes; the run against the front door covers those. */
const runnable = vectors.filter(({ definition }) => !JSON.stringify(definition).includes('vectors-sleep'));

(runnable.length === 0 ? describe.skip : describe)('conformance vectors, where they are there', () => {
  let fixture: StatesFixture;

  beforeAll(() => {
    fixture = new StatesFixture([vectorFunctions()]);
  });
  afterAll(() => fixture.stop());

  test.each(runnable.map((vector) => [`${vector.id} ${vector.topic}`, vector] as const))(
    '%s',
    async (_id, { definition, input, expected }) => {
      if (expected.refused === true) {
        await expect(fixture.create(definition)).rejects.toMatchObject({ name: 'InvalidDefinition' });
        return;
      }
      const arn = await fixture.start(definition, input ?? {});
      const described = await fixture.toEnd(arn);
      const events = await fixture.history(arn);
      const entered = enteredIn(events);

      expect(described.status).toBe(expected.status);
      if ('output' in expected) {
        expect(isDeepStrictEqual(described.output, expected.output)).toBe(true);
      }
      expect(expected.errorAnyOf ?? [expected.error ?? described.error]).toContain(described.error);
      expect(described.cause ?? '').toMatch(new RegExp(expected.causePattern ?? ''));
      expect(entered).toEqual(expected.states ?? entered);
      expect(entered.toSorted()).toEqual(expected.statesUnordered?.toSorted() ?? entered.toSorted());
      expect(entered).toEqual(expect.arrayContaining([...(expected.statesSubset ?? [])]));
      for (const [type, count] of Object.entries(expected.historyCounts ?? {})) {
        expect(events.filter((event) => event.type === type)).toHaveLength(count);
      }
      const { min = 0, max = Number.POSITIVE_INFINITY } = expected.elapsedSeconds ?? {};
      expect(described.seconds).toBeGreaterThanOrEqual(min);
      expect(described.seconds).toBeLessThanOrEqual(max);
    },
  );
});
