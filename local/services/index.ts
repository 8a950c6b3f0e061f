import type { Platform, Service } from '../kernel/service';
import { createCloudWatchService } from './cloudwatch';
import { createDaxService, type DaxOptions } from './dax';
import { createDynamoDbService, type DynamoDbOptions } from './dynamodb';
import { createEventBridgeService } from './eventbridge';
import { createLambdaService } from './lambda';
import { createSnsService, type MessageSink } from './sns';
import { createStepFunctionsService } from './stepfunctions';
import { createStsService } from './sts';

export interface ServiceOptions {
  readonly sink: MessageSink;
  readonly dax?: DaxOptions;
  readonly dynamodb?: DynamoDbOptions;
}

/** Every service of the platform, in the order in which they start; they stop in the opposite order. */
export function createServices(platform: Platform, { sink, dax, dynamodb }: ServiceOptions): readonly Service[] {
  return [
    createStsService(platform),
    createSnsService(platform, { sink }),
    createCloudWatchService(platform),
    createEventBridgeService(platform),
    createDynamoDbService(platform, dynamodb),
    createDaxService(platform, dax),
    createLambdaService(platform),
    createStepFunctionsService(platform),
  ];
}
