import type { Platform, Service } from '../kernel/service';
import { type AutoScalingOptions, createAutoScalingService } from './autoscaling';
import { createCloudWatchService } from './cloudwatch';
import { createDaxService, type DaxOptions } from './dax';
import { createDynamoDbService, type DynamoDbOptions } from './dynamodb';
import { createEventBridgeService } from './eventbridge';
import { createLambdaService, type LambdaOptions } from './lambda';
import { createSnsService, type MessageSink } from './sns';
import { createStepFunctionsService } from './stepfunctions';
import { createStsService } from './sts';

export interface ServiceOptions {
  readonly sink: MessageSink;
  readonly dax?: DaxOptions;
  readonly dynamodb?: DynamoDbOptions;
  readonly autoscaling?: AutoScalingOptions;
  readonly lambda?: LambdaOptions;
}

/** Every service of the platform, in the order in which they start; they stop in the opposite order. */
export function createServices(platform: Platform, options: ServiceOptions): readonly Service[] {
  const { sink, dax, dynamodb, autoscaling, lambda } = options;
  const scaling = createAutoScalingService(platform, autoscaling);
  return [
    createStsService(platform),
    createSnsService(platform, { sink }),
    createCloudWatchService(platform, { onScalingAction: async (arn) => scaling.onScalingAction(arn) }),
    createEventBridgeService(platform),
    createDynamoDbService(platform, dynamodb),
    createDaxService(platform, dax),
    scaling,
    createLambdaService(platform, lambda),
    createStepFunctionsService(platform),
  ];
}
