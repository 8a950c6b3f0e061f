import type { Platform, Service } from '../kernel/service';
import { createDaxService, type DaxOptions } from './dax';
import { createLambdaService } from './lambda';
import { createSnsService, type MessageSink } from './sns';
import { createStsService } from './sts';

export interface ServiceOptions {
  readonly sink: MessageSink;
  readonly dax?: DaxOptions;
}

/** Every service of the platform, in the order in which they start; they stop in the opposite order. */
export function createServices(platform: Platform, { sink, dax }: ServiceOptions): readonly Service[] {
  return [
    createStsService(platform),
    createSnsService(platform, { sink }),
    createDaxService(platform, dax),
    createLambdaService(platform),
  ];
}
