import { serviceLinkedName } from '../../iam/service-linked';
import type { Platform, Principal } from '../../kernel/service';
import { ServiceError } from '../../kernel/service-error';

const SERVICE = 'dynamodb.application-autoscaling.amazonaws.com';

/**
 * The first scalable target of an account makes the role under which auto scaling works, with the rights of whoever registers it
 * (Application Auto Scaling user guide, "Service-linked roles"): who may not is refused.
 */
export async function needServiceLinkedRole(platform: Platform, caller: Principal): Promise<void> {
  const self: Principal = { kind: 'service', arn: 'application-autoscaling.amazonaws.com' };
  try {
    await platform.call('iam', 'GetRole', { RoleName: serviceLinkedName(SERVICE) }, self);
  } catch (error) {
    // A platform without IAM has no roles to miss.
    if (!(error instanceof ServiceError) || error.name !== 'NoSuchEntityException') return;
    await platform.call('iam', 'CreateServiceLinkedRole', { AWSServiceName: SERVICE }, caller);
  }
}
