import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readKeyTrace } from './key-trace';
import { createTraffic } from './live/traffic';
import { runScenario } from './run-scenario';
import { scenarios } from './scenarios';

const options = { port: 0 };

test('a scenario that does not exist is refused with the nearest name and the list of all', async () => {
  await expect(runScenario('throtled_table', options)).rejects.toMatchObject({
    status: 2,
    message: '--scenario = throtled_table: there is no such scenario; did you mean throttled-table?',
    details: expect.arrayContaining([expect.stringMatching(/^cpu: /)]),
  });
  await expect(runScenario('nothing-like-it', options)).rejects.toMatchObject({ status: 2 });
});

test('every scenario has a name of its own, one line of summary and steps that differ', () => {
  expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length);
  for (const { summary, steps } of scenarios) {
    expect(summary).not.toContain('\n');
    expect(new Set(steps).size).toBe(steps.length);
  }
});

describe('a key trace', () => {
  const folder = mkdtempSync(join(tmpdir(), 'daxpilot-keys-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, content: Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const keys = Buffer.from([0, 0, 0, 5, 0, 0, 4, 1]);

  test('is read plain or gzipped, and its keys are asked for in their order', async () => {
    const trace = readKeyTrace(file('keys.gz', gzipSync(keys)));
    const asked: string[] = [];
    const traffic = createTraffic({
      sink: { read: async (id) => asked.push(id), write: async () => undefined },
      seed: 1,
      speed: 60,
      trafficScale: 10,
      population: { keys: 100, readShare: 1 },
      keyTrace: trace,
    });
    await traffic.play({ name: 'all', shape: { kind: 'steady', perSecond: 2_000 } });
    while (asked.length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
    const { done, failed, phases } = await traffic.stop();

    expect(Buffer.from(readKeyTrace(file('keys', keys)))).toEqual(Buffer.from(trace));
    expect(asked.slice(0, 4)).toEqual(['p5', 'p25', 'p5', 'p25']);
    expect({ done, failed, phase: phases[0]?.phase }).toEqual({ done: asked.length, failed: 0, phase: 'all' });
  });

  test.each([
    ['that is not there', () => join(folder, 'none'), /the file cannot be read/],
    ['that is empty', () => file('empty', Buffer.alloc(0)), /it has 0 bytes/],
    ['with part of a key at its end', () => file('part', keys.subarray(0, 7)), /it has 7 bytes/],
    ['of cut gzip', () => file('cut.gz', gzipSync(keys).subarray(0, 15)), /not whole gzip/],
  ])('%s is refused by name', (_, path, problem) => {
    expect(() => readKeyTrace(path())).toThrow(problem);
    expect(() => readKeyTrace(path())).toThrow(expect.objectContaining({ status: 2 }));
  });
});
