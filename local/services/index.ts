import type { Platform, Service } from '../kernel/service';
import { createSnsService, type MessageSink } from './sns';
import { createStsService } from './sts';

export interface ServiceOptions {
  readonly sink: MessageSink;
}

/** Every service of the platform, in the order in which they start; they stop in the opposite order. */
export function createServices(platform: Platform, { sink }: ServiceOptions): readonly Service[] {
  return [createStsService(platform), createSnsService(platform, { sink })];
}
