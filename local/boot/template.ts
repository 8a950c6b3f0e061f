import { BootFailure, type BootProblem } from './boot-problem';

export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly dependsOn: readonly string[];
  readonly condition: string | undefined;
}

/** A CloudFormation template as read, nothing resolved yet. */
export interface Template {
  readonly parameters: ReadonlyMap<string, unknown>;
  readonly mappings: Readonly<Record<string, unknown>>;
  readonly conditions: Readonly<Record<string, unknown>>;
  /** In the order of the file. */
  readonly resources: readonly TemplateResource[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

const SECTIONS = [
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Mappings',
  'Conditions',
  'Resources',
  'Outputs',
];
const ATTRIBUTES = [
  'Type',
  'Properties',
  'DependsOn',
  'Condition',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'UpdatePolicy',
  'Metadata',
];

/** Reads the template's sections. `parameters` are values for its Parameters; defaults fill the rest. */
export function parseTemplate(text: string, parameters: Readonly<Record<string, unknown>> = {}): Template {
  const root = asRecord(parsedJson(text));
  if (root === undefined) {
    throw new BootFailure([templateProblem('must be a JSON object')]);
  }
  const problems: BootProblem[] = [];
  for (const section of Object.keys(root).filter((name) => !SECTIONS.includes(name))) {
    problems.push(templateProblem(`the section ${section} is not supported (supported: ${SECTIONS.join(', ')})`));
  }
  const resources = Object.entries(asRecord(root.Resources) ?? {}).map(([logicalId, resource]) =>
    readResource(logicalId, resource, problems),
  );
  const values = readParameters(asRecord(root.Parameters) ?? {}, parameters, problems);
  if (problems.length > 0) {
    throw new BootFailure(problems);
  }
  return {
    parameters: values,
    mappings: asRecord(root.Mappings) ?? {},
    conditions: asRecord(root.Conditions) ?? {},
    resources: resources.filter((resource) => resource !== undefined),
    outputs: asRecord(root.Outputs) ?? {},
  };
}

function readResource(logicalId: string, value: unknown, problems: BootProblem[]): TemplateResource | undefined {
  const resource = asRecord(value);
  const type = resource?.Type;
  if (resource === undefined || typeof type !== 'string') {
    problems.push({ logicalId, type: 'no type', property: 'Type', message: 'a resource must have a Type' });
    return undefined;
  }
  for (const attribute of Object.keys(resource).filter((name) => !ATTRIBUTES.includes(name))) {
    problems.push({ logicalId, type, property: attribute, message: 'this resource attribute is not supported' });
  }
  const { DependsOn: dependsOn = [], Condition: condition } = resource;
  return {
    logicalId,
    type,
    properties: asRecord(resource.Properties) ?? {},
    dependsOn: (Array.isArray(dependsOn) ? dependsOn : [dependsOn]).map(String),
    condition: typeof condition === 'string' ? condition : undefined,
  };
}

function readParameters(
  declared: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, unknown>>,
  problems: BootProblem[],
): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [name, declaration] of Object.entries(declared)) {
    const value = given[name] ?? asRecord(declaration)?.Default;
    if (value === undefined) {
      problems.push({ logicalId: name, type: 'Parameter', message: 'has no Default and no value was given' });
    }
    values.set(name, value);
  }
  return values;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BootFailure([templateProblem(`is not JSON: ${(error as Error).message}`)]);
  }
}

function templateProblem(message: string): BootProblem {
  return { logicalId: 'template', type: 'AWS::CloudFormation::Stack', message };
}

export function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
