import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startLocal } from '@daxpilot/local';
import { playScenario, scenarioScale } from '../../cli/demo/live/play-scenario';
import { reportOf } from '../../cli/demo/live/report';
import { idle } from '../../cli/demo/scenarios/idle';
import { packagedCopy } from './packaged-copy';

/** Real time in which requests are sent before the platform's next minute passes: the clock waits for what is at work, however slow. */
const realMsPerMinute = 100;
const speed = 60;

test('real traffic through the products service and the DAX nodes has an idle cluster scaled in, and requests are answered throughout', async () => {
  const folder = await packagedCopy();
  const scale = scenarioScale();
  const local = await startLocal({
    port: 0,
    daxPort: 0,
    daxNodes: true,
    speed,
    serviceDir: folder,
    trafficScale: scale,
  });
  local.clock.pause();
  const stopped = new AbortController();
  const passMinutes = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await wait(realMsPerMinute);
      await local.clock.advance(60_000);
    }
  };
  let passing: Promise<void> | undefined;
  try {
    const said: string[] = [];
    const played = await playScenario(local, idle, {
      seed: 7,
      scale,
      applicationScript: join(folder, 'dist/products-service.cjs'),
      untilMs: Date.now() + 180_000,
      say: (line) => {
        said.push(line);
        if (line.includes('reaches DAX by')) passing = passMinutes();
      },
    });
    const report = reportOf({ scenario: idle, played, seed: 7, speed, keys: undefined, seconds: 0 });

    expect(report).toMatchObject({ status: 'seen', missing: [], errors: [] });
    expect(report.traffic.done).toBeGreaterThan(100);
    const change = report.executions.find(({ outcome }) => outcome === 'applied');
    expect(change).toMatchObject({
      wokenBy: 'schedule',
      action: { kind: 'set-node-count', from: 5, to: 3 },
      reasonCodes: expect.arrayContaining(['cpu-below']),
    });
    // What the clients sent is what the nodes counted: the traffic went through the real protocol.
    const counted = report.minutes.flatMap(({ cluster }) => cluster?.nodes ?? []);
    expect(new Set(counted.filter(({ requestsPerSecond }) => requestsPerSecond > 0).map(({ id }) => id)).size).toBe(5);
    expect(said.join('\n')).toContain('reaches DAX by the cluster');
  } finally {
    stopped.abort();
    await passing;
    await local.stop();
  }
}, 240_000);
