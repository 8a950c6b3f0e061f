import type { RoleStore } from '../boot/role-store';
import type { Platform, Service } from '../kernel/service';
import { type AutoScalingOptions, createAutoScalingService } from './autoscaling';
import { createCloudWatchService } from './cloudwatch';
import { createDaxService, type DaxOptions } from './dax';
import { createDynamoDbService, type DynamoDbOptions } from './dynamodb';
import { createEc2Service } from './ec2';
import { createEventBridgeService } from './eventbridge';
import { createIamService } from './iam';
import { createLambdaService, type LambdaOptions } from './lambda';
import { createSnsService, type MessageSink } from './sns';
import { createSqsService, type DeadLetterBox } from './sqs';
import { createStepFunctionsService } from './stepfunctions';
import { createStsService } from './sts';
import { TraceStore, XRay } from './xray';

export interface ServiceOptions {
  readonly sink: MessageSink;
  readonly deadLetters?: DeadLetterBox;
  /** The roles by which rights are judged; IAM's calls change them. */
  readonly roles?: RoleStore;
  readonly dax?: DaxOptions;
  readonly dynamodb?: DynamoDbOptions;
  readonly autoscaling?: AutoScalingOptions;
  readonly lambda?: LambdaOptions;
  readonly traces?: TraceStore;
}

/** Every service of the platform, in the order in which they start; they stop in the opposite order. */
export function createServices(platform: Platform, options: ServiceOptions): readonly Service[] {
  const { sink, deadLetters, roles, dax, dynamodb, autoscaling, lambda, traces = new TraceStore() } = options;
  const xray = new XRay(platform, traces);
  const scaling = createAutoScalingService(platform, autoscaling);
  return [
    createStsService(platform),
    createIamService(platform, roles === undefined ? {} : { roles }),
    createEc2Service(platform),
    createSnsService(platform, { sink }),
    createSqsService(platform, deadLetters === undefined ? {} : { box: deadLetters }),
    createCloudWatchService(platform, { onScalingAction: async (arn) => scaling.onScalingAction(arn) }),
    createEventBridgeService(platform),
    createDynamoDbService(platform, dynamodb),
    createDaxService(platform, dax),
    scaling,
    createLambdaService(platform, { ...lambda, xray }),
    createStepFunctionsService(platform, { xray }),
  ];
}
