import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface DocumentedError {
  readonly name: string;
  readonly statusCode: 400 | 500;
}

const packages: Readonly<Record<string, string>> = {
  'application-autoscaling': 'client-application-auto-scaling',
  dax: 'client-dax',
  dynamodb: 'client-dynamodb',
  lambda: 'client-lambda',
  monitoring: 'client-cloudwatch',
  sns: 'client-sns',
  states: 'client-sfn',
  sts: 'client-sts',
};

const read = new Map<string, readonly DocumentedError[]>();

/**
 * What an operation documents that it may throw, `service:Operation` with the signing name, as the SDK's own declaration of its command lists
 * it. Throttling is added where the service does not say it of itself: any AWS call may be throttled.
 */
export function documentedErrors(operation: string): readonly DocumentedError[] {
  const known = read.get(operation);
  if (known !== undefined) return known;
  const [service = '', command = ''] = operation.split(':');
  const name = packages[service];
  if (name === undefined) throw new Error(`no client is known for ${operation}`);
  const folder = join(__dirname, '..', '..', 'node_modules', '@aws-sdk', name, 'dist-types', 'commands');
  const text = readFileSync(join(folder, `${command}Command.d.ts`), 'utf8');
  const listed = [...text.matchAll(/@throws \{@link (\w+)\} \((client|server) fault\)/g)].map(
    ([, error = '', side]): DocumentedError => ({ name: error, statusCode: side === 'server' ? 500 : 400 }),
  );
  const throttling: DocumentedError = {
    name: service === 'sns' ? 'ThrottledException' : 'ThrottlingException',
    statusCode: 400,
  };
  const errors = listed.some((one) => one.name === throttling.name) ? listed : [...listed, throttling];
  read.set(operation, errors);
  return errors;
}
