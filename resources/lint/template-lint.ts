import type { Resource, Resources } from '../template';
import type { Finding } from './finding';

type Fields = Readonly<Record<string, unknown>>;

/** What a reviewer would stop: every rule over every resource. */
export function lintTemplate(resources: Resources): readonly Finding[] {
  return Object.entries(resources).flatMap(([id, resource]) =>
    [...openPorts(resource), ...wideRights(resource), ...dataRules(resource)].map(([rule, text]) => ({
      resource: id,
      rule,
      text,
    })),
  );
}

type Found = readonly [rule: string, text: string];

function openPorts({ Type, Properties }: Resource): readonly Found[] {
  return ingressOf(Type, Properties).flatMap(
    ({ CidrIp, CidrIpv6, SourcePrefixListId, IpProtocol, FromPort, ToPort }): readonly Found[] => {
      const source = CidrIp ?? CidrIpv6 ?? SourcePrefixListId;
      const ports = FromPort === ToPort ? `port ${String(FromPort)}` : `ports ${String(FromPort)}-${String(ToPort)}`;
      const mend = "let in the application tier's security group alone (SourceSecurityGroupId)";
      if (source !== undefined) {
        const whom = source === '0.0.0.0/0' || source === '::/0' ? 'the world' : String(source);
        return [['open-port', `${ports} is open to ${whom}: ${mend}`]];
      }
      return String(IpProtocol) === '-1' ? [['open-port', `every port is open: name one port; ${mend}`]] : [];
    },
  );
}

function ingressOf(type: string, properties: Fields): readonly Fields[] {
  if (type === 'AWS::EC2::SecurityGroupIngress') return [properties];
  return type === 'AWS::EC2::SecurityGroup' ? listOf(properties.SecurityGroupIngress) : [];
}

/** Roles: no pattern among the actions, no principal without a name, `*` as a resource only under a condition. */
function wideRights({ Type, Properties }: Resource): readonly Found[] {
  if (Type !== 'AWS::IAM::Role' && Type !== 'AWS::IAM::Policy' && Type !== 'AWS::IAM::ManagedPolicy') return [];
  const inline = listOf(Properties.Policies).map(({ PolicyDocument }) => PolicyDocument);
  const statements = [...inline, Properties.PolicyDocument].flatMap(statementsOf);
  const trust = statementsOf(Properties.AssumeRolePolicyDocument);
  return [
    ...statements.flatMap(statementFindings),
    ...trust.flatMap(({ Principal }): readonly Found[] =>
      JSON.stringify(Principal ?? '*').includes('"*"') ? [['wide-role', 'anybody may take the role']] : [],
    ),
    ...listOf(Properties.ManagedPolicyArns).map(
      (): Found => [
        'wide-role',
        'a managed policy holds what AWS or somebody else puts into it: write the statements out',
      ],
    ),
  ];
}

function statementFindings(statement: Fields): readonly Found[] {
  const { Effect, Action, NotAction, NotResource, Resource, Condition } = statement;
  if (Effect !== 'Allow') return [];
  const actions = textsOf(Action);
  const found: Found[] = actions
    .filter((action) => action.includes('*'))
    .map((action) => ['wide-role', `${action} is a pattern: name each action`]);
  if (NotAction !== undefined || NotResource !== undefined)
    found.push(['wide-role', 'NotAction and NotResource allow whatever AWS adds later: name what is allowed']);
  if (textsOf(Resource).includes('*') && Condition === undefined)
    found.push(['wide-role', `${actions.join(', ')} on every resource without a condition`]);
  return found;
}

const longestClusterName = 20;

function dataRules({ Type, Properties, DeletionPolicy, UpdateReplacePolicy }: Resource): readonly Found[] {
  const found: Found[] = [];
  const isData = Type === 'AWS::DynamoDB::Table' || Type === 'AWS::DAX::Cluster';
  if (isData && (DeletionPolicy !== 'Retain' || UpdateReplacePolicy !== 'Retain'))
    found.push(['not-retained', 'it would go with the stack: DeletionPolicy and UpdateReplacePolicy must be Retain']);
  const { ClusterName, BillingMode, GlobalSecondaryIndexes } = Properties;
  if (Type === 'AWS::DAX::Cluster' && typeof ClusterName === 'string' && ClusterName.length > longestClusterName)
    found.push([
      'name',
      `ClusterName ${ClusterName} has ${ClusterName.length} characters; DAX allows ${longestClusterName}`,
    ]);
  if (Type === 'AWS::DynamoDB::Table' && BillingMode !== 'PAY_PER_REQUEST') {
    for (const { IndexName, ProvisionedThroughput } of listOf(GlobalSecondaryIndexes)) {
      if (ProvisionedThroughput === undefined)
        found.push(['index-throughput', `the index ${String(IndexName)} of a provisioned table has no throughput`]);
    }
  }
  return found;
}

const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value : []);
const textsOf = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string');
const statementsOf = (document: unknown): readonly Fields[] =>
  typeof document === 'object' && document !== null ? listOf(Reflect.get(document, 'Statement')) : [];
