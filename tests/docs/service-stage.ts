import { run } from '../end-to-end/executions';
import { idle, publish } from '../end-to-end/readings';
import { createDeclared } from '../end-to-end/resources';
import { type AService, aService, minuteMs } from '../end-to-end/service-at-work';

/**
 * The packaged service with its cluster of five nodes for little traffic, and one decision: what a reader has who deployed it last week. Its clock
 * is the wall clock's, since commands without `--local` believe that one.
 */
export async function serviceStage(): Promise<AService> {
  const service = await aService({ startsAtMs: Date.now() - 85 * minuteMs });
  await createDeclared(service, { nodes: 5 });
  await service.advance(72 * minuteMs);
  await publish(service, idle);
  await run(service, { target: 'products', mode: 'plan' });
  await service.control('clock', { paused: false });
  return service;
}
