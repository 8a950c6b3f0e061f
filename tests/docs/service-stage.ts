import { run, untilCalm } from '../end-to-end/executions';
import { idle, publish } from '../end-to-end/readings';
import { createDeclared } from '../end-to-end/resources';
import { type AService, aService, minuteMs } from '../end-to-end/service-at-work';

/** How far its clock is behind the wall's at first: what pages begin then comes to its end on the way. */
const behindMs = 30 * minuteMs;
const setUpMs = 85 * minuteMs;
const readings = { minutes: 65 + 120, ago: -120 };

/**
 * The packaged service with its cluster of five nodes for little traffic, and one decision: what a reader has who deployed it last week. Commands
 * without `--local` believe the wall's clock, so there are readings for an hour before the platform's time and, as far as CloudWatch takes them, after it.
 */
export async function serviceStage(): Promise<AService> {
  const service = await aService({ startsAtMs: Date.now() - setUpMs - behindMs });
  await createDeclared(service, { nodes: 5 });
  await service.advance(72 * minuteMs);
  await publish(service, idle, readings);
  await run(service, { target: 'products', mode: 'plan' });
  await service.control('clock', { paused: false });
  return service;
}

/** Whatever a page began ends before the next one is read: minutes of waiting pass at once. */
export async function settled(service: AService): Promise<void> {
  await service.control('clock', { paused: true });
  await untilCalm(service, () => service.advance(minuteMs));
  await service.control('clock', { paused: false });
}
