/** Services of this field and the names that AWS gives their service-linked roles. */
export const SERVICE_LINKED: Readonly<Record<string, string>> = {
  'dax.amazonaws.com': 'AWSServiceRoleForDAX',
  'dynamodb.application-autoscaling.amazonaws.com': 'AWSServiceRoleForApplicationAutoScaling_DynamoDBTable',
};

/** `*` for a service that is not of this field. */
export const serviceLinkedName = (service: string): string =>
  Object.hasOwn(SERVICE_LINKED, service) ? (SERVICE_LINKED[service] ?? '*') : '*';
