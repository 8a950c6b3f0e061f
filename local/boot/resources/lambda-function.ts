import { zipSync } from 'fflate';
import { ResourceProblem } from '../boot-problem';
import { given } from '../property-reader';
import { Rank, type ResourceContext, type ResourceType } from '../resource-type';
import { asRecord } from '../template';

export const lambdaFunction: ResourceType = {
  type: 'AWS::Lambda::Function',
  rank: Rank.code,
  async create(context) {
    const { properties, call } = context;
    const name = properties.text('FunctionName') ?? context.generatedName(64);
    const input = {
      FunctionName: name,
      Code: { ZipFile: await codeOf(context) },
      Handler: properties.text('Handler'),
      Runtime: properties.text('Runtime'),
      Role: properties.text('Role'),
      Description: properties.text('Description'),
      MemorySize: properties.number('MemorySize'),
      Timeout: properties.number('Timeout'),
      Environment: environmentOf(properties.record('Environment')),
      Architectures: properties.texts('Architectures'),
      EphemeralStorage: properties.record('EphemeralStorage'),
      TracingConfig: properties.record('TracingConfig'),
      Tags: tagMap(properties.tags()),
    };
    properties.acceptWithoutEffect(
      'LoggingConfig',
      'ReservedConcurrentExecutions',
      'RecursiveLoop',
      'VpcConfig',
      'KmsKeyArn',
    );
    properties.done();
    const { FunctionArn } = await call<{ readonly FunctionArn: string }>('lambda', 'CreateFunction', given(input));
    return { ref: name, attributes: { Arn: FunctionArn } };
  },
};

async function codeOf({ properties, package: packaged }: ResourceContext): Promise<Uint8Array> {
  const { ZipFile: inline, S3Key: key } = properties.record('Code') ?? {};
  if (typeof inline === 'string') {
    return zipSync({ 'index.js': Buffer.from(inline) });
  }
  if (typeof key !== 'string') {
    throw new ResourceProblem('Properties.Code', 'must hold an S3Key or an inline ZipFile');
  }
  const bytes = await packaged.artifact(key);
  if (bytes === undefined) {
    throw new ResourceProblem('Properties.Code.S3Key', `the package holds no artefact for ${key}`);
  }
  return bytes;
}

function environmentOf(environment: Readonly<Record<string, unknown>> | undefined): object | undefined {
  if (environment === undefined) {
    return undefined;
  }
  const variables = Object.entries(asRecord(environment.Variables) ?? {});
  return { Variables: Object.fromEntries(variables.map(([name, value]) => [name, String(value)])) };
}

function tagMap(tags: readonly { readonly Key: string; readonly Value: string }[] | undefined): object | undefined {
  return tags === undefined ? undefined : Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}
