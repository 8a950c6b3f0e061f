import { ResourceProblem } from '../boot-problem';
import { given } from '../property-reader';
import { Rank, type ResourceContext, type ResourceType } from '../resource-type';

export const stateMachine: ResourceType = {
  type: 'AWS::StepFunctions::StateMachine',
  rank: Rank.code,
  async create(context) {
    const { properties, call } = context;
    const name = properties.text('StateMachineName') ?? context.generatedName(80);
    const input = {
      name,
      definition: definitionOf(context),
      roleArn: properties.requiredText('RoleArn'),
      type: properties.text('StateMachineType'),
      tracingConfiguration: tracingOf(properties.record('TracingConfiguration')),
      tags: properties.tags()?.map(({ Key, Value }) => ({ key: Key, value: Value })),
    };
    properties.acceptWithoutEffect('LoggingConfiguration', 'EncryptionConfiguration');
    properties.done();
    const { stateMachineArn } = await call<{ readonly stateMachineArn: string }>(
      'states',
      'CreateStateMachine',
      given(input),
    );
    return { ref: stateMachineArn, attributes: { Arn: stateMachineArn, Name: name } };
  },
};

function tracingOf(configuration: Readonly<Record<string, unknown>> | undefined): object | undefined {
  return configuration === undefined ? undefined : { enabled: String(configuration.Enabled) === 'true' };
}

function definitionOf({ properties }: ResourceContext): string {
  const text = properties.text('DefinitionString');
  const definition = properties.record('Definition');
  const substitutions = properties.record('DefinitionSubstitutions') ?? {};
  const whole = text ?? (definition === undefined ? undefined : JSON.stringify(definition));
  if (whole === undefined) {
    throw new ResourceProblem('Properties.DefinitionString', 'must be given, or Definition');
  }
  return whole.replace(/\$\{([\w.-]+)\}/g, (placeholder, name: string) =>
    Object.hasOwn(substitutions, name) ? String(substitutions[name]) : placeholder,
  );
}
