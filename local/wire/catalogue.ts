/** How each service's own clients speak. `json` = x-amz-target; CBOR is understood for every service. */
export type NativeForm = 'json-1.0' | 'json-1.1' | 'query' | 'ec2-query' | 'rest-json';

export interface CatalogueEntry {
  /** Name in the credential scope, and of the platform's service. */
  readonly signingName: string;
  readonly form: NativeForm;
  readonly apiVersion: string;
  /** What stands before the dot in `x-amz-target`. */
  readonly targetPrefix: string;
  readonly xmlNamespace: string;
  /** Largest request body, bytes. AWS: 1 MB unless a service says otherwise. */
  readonly maxBodyBytes: number;
  /** Error codes of the Query form also go out in `x-amzn-query-error`. */
  readonly queryCompatible?: boolean;
  readonly load: () => Promise<object>;
}

const MB = 1024 * 1024;

export const CATALOGUE: readonly CatalogueEntry[] = [
  {
    signingName: 'monitoring',
    form: 'json-1.0',
    apiVersion: '2010-08-01',
    targetPrefix: 'GraniteServiceVersion20100801',
    xmlNamespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
    maxBodyBytes: MB,
    queryCompatible: true,
    load: () => import('@aws-sdk/client-cloudwatch'),
  },
  {
    signingName: 'events',
    form: 'json-1.1',
    apiVersion: '2015-10-07',
    targetPrefix: 'AWSEvents',
    xmlNamespace: 'http://events.amazonaws.com/doc/2015-10-07',
    maxBodyBytes: 2 * MB,
    load: () => import('@aws-sdk/client-eventbridge'),
  },
  {
    signingName: 'states',
    form: 'json-1.0',
    apiVersion: '2016-11-23',
    targetPrefix: 'AWSStepFunctions',
    xmlNamespace: 'http://swf.amazonaws.com/doc/2015-07-20/',
    maxBodyBytes: 2 * MB,
    load: () => import('@aws-sdk/client-sfn'),
  },
  {
    signingName: 'lambda',
    form: 'rest-json',
    apiVersion: '2015-03-31',
    targetPrefix: 'AWSGirApiService',
    xmlNamespace: '',
    maxBodyBytes: 70 * MB,
    load: () => import('@aws-sdk/client-lambda'),
  },
  {
    signingName: 'dax',
    form: 'json-1.1',
    apiVersion: '2017-04-19',
    targetPrefix: 'AmazonDAXV3',
    xmlNamespace: 'http://dax.amazonaws.com/doc/2017-04-19/',
    maxBodyBytes: MB,
    load: () => import('@aws-sdk/client-dax'),
  },
  {
    signingName: 'dynamodb',
    form: 'json-1.0',
    apiVersion: '2012-08-10',
    targetPrefix: 'DynamoDB_20120810',
    xmlNamespace: 'http://dynamodb.amazonaws.com/doc/2012-08-10/',
    maxBodyBytes: 17 * MB,
    load: () => import('@aws-sdk/client-dynamodb'),
  },
  {
    signingName: 'application-autoscaling',
    form: 'json-1.1',
    apiVersion: '2016-02-06',
    targetPrefix: 'AnyScaleFrontendService',
    xmlNamespace: '',
    maxBodyBytes: MB,
    load: () => import('@aws-sdk/client-application-auto-scaling'),
  },
  {
    signingName: 'sns',
    form: 'query',
    apiVersion: '2010-03-31',
    targetPrefix: 'AmazonSimpleNotificationService',
    xmlNamespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    maxBodyBytes: 2 * MB,
    load: () => import('@aws-sdk/client-sns'),
  },
  {
    signingName: 'sts',
    form: 'query',
    apiVersion: '2011-06-15',
    targetPrefix: 'AWSSecurityTokenServiceV20110615',
    xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    maxBodyBytes: MB,
    load: () => import('@aws-sdk/client-sts'),
  },
  {
    signingName: 'ssm',
    form: 'json-1.1',
    apiVersion: '2014-11-06',
    targetPrefix: 'AmazonSSM',
    xmlNamespace: 'http://ssm.amazonaws.com/doc/2014-11-06/',
    maxBodyBytes: MB,
    load: () => import('@aws-sdk/client-ssm'),
  },
  {
    signingName: 'iam',
    form: 'query',
    apiVersion: '2010-05-08',
    targetPrefix: 'AWSIdentityManagementV20100508',
    xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    maxBodyBytes: MB,
    load: () => import('@aws-sdk/client-iam'),
  },
  {
    signingName: 'ec2',
    form: 'ec2-query',
    apiVersion: '2016-11-15',
    targetPrefix: 'AmazonEC2',
    xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
    maxBodyBytes: MB,
    load: () => import('@aws-sdk/client-ec2'),
  },
];

const BY_SIGNING_NAME: ReadonlyMap<string, CatalogueEntry> = new Map(
  CATALOGUE.map((entry) => [entry.signingName, entry]),
);

export function entryOf(signingName: string): CatalogueEntry | undefined {
  return BY_SIGNING_NAME.get(signingName);
}
