import { cbor, dateToTag } from '@smithy/core/cbor';
import { CATALOGUE, type CatalogueEntry } from '../../local/wire/catalogue';
import { modelOf } from '../../local/wire/model';
import type { Shape } from '../../local/wire/shape';

/**
 * The wire forms are served from exports of the SDK that are not promised to stay: operation schemas, `NormalizedSchema` and the CBOR
 * codec. A version bump that changes one of them must fail here, with its name, and not somewhere on the wire.
 */
describe('what the front door takes from the SDK', () => {
  const entry = (signingName: string) => CATALOGUE.find((each) => each.signingName === signingName) as CatalogueEntry;
  const operation = async (signingName: string, name: string) => {
    const found = (await modelOf(entry(signingName))).operations.get(name);
    if (found === undefined) {
      throw new Error(`no schema of ${name}`);
    }
    return found;
  };
  const member = (shape: Shape, ...path: readonly string[]): Shape =>
    path.reduce((current, name) => {
      const inner = name === '[]' ? current.element : current.members.find((each) => each.name === name)?.shape;
      if (inner === undefined) {
        throw new Error(`no member ${name} in ${current.name}`);
      }
      return inner;
    }, shape);

  test.each(CATALOGUE.map(({ signingName }) => signingName))(
    'the client of %s agrees with the catalogue',
    async (name) => {
      const known = entry(name);
      const client = (await known.load()) as Readonly<Record<string, new (config: object) => { config: unknown }>>;
      const className = Object.keys(client).find((each) => /^[A-Z]\w+Client$/.test(each)) ?? '';
      const Client = client[className];
      if (Client === undefined) {
        throw new Error(`${name} exports no client class`);
      }
      const { protocolSettings } = new Client({ region: 'us-east-1' }).config as {
        protocolSettings: Readonly<Record<string, unknown>>;
      };

      expect({
        version: protocolSettings.version,
        serviceTarget: protocolSettings.serviceTarget,
        queryCompatible: protocolSettings.awsQueryCompatible ?? false,
      }).toEqual({
        version: known.apiVersion,
        serviceTarget: known.targetPrefix,
        queryCompatible: known.queryCompatible ?? false,
      });
      expect(String(protocolSettings.xmlNamespace ?? '').replace(/\/$/, '')).toBe(
        known.xmlNamespace.replace(/\/$/, ''),
      );
    },
  );

  test('operations carry input and output, services their namespace', async () => {
    const model = await modelOf(entry('monitoring'));

    expect(model.namespace).toBe('com.amazonaws.cloudwatch');
    expect(model.operations.size).toBeGreaterThan(35);
    expect((await operation('monitoring', 'PutMetricData')).output.kind).toBe('unit');
  });

  test('kinds of members: structures, lists, numbers, dates, text, flags, bytes', async () => {
    const { input } = await operation('monitoring', 'PutMetricData');
    const { input: alarm } = await operation('monitoring', 'PutMetricAlarm');
    const { input: code } = await operation('lambda', 'CreateFunction');
    const { input: attributes } = await operation('sns', 'CreateTopic');

    expect(member(input, 'MetricData').kind).toBe('list');
    expect(member(input, 'MetricData', '[]').kind).toBe('struct');
    expect(member(input, 'MetricData', '[]', 'Timestamp').kind).toBe('timestamp');
    expect(member(input, 'MetricData', '[]', 'Value').kind).toBe('number');
    expect(member(input, 'MetricData', '[]', 'Values', '[]').kind).toBe('number');
    expect(member(alarm, 'ActionsEnabled').kind).toBe('boolean');
    expect(member(alarm, 'OKActions', '[]').kind).toBe('string');
    expect(member(code, 'Code', 'ZipFile').kind).toBe('blob');
    expect(member(attributes, 'Attributes').kind).toBe('map');
    expect(member(attributes, 'Attributes').element.kind).toBe('string');
  });

  test('the count of required members, which stand first', async () => {
    const { input } = await operation('dynamodb', 'GetItem');

    expect(input.members.filter(({ required }) => required).map(({ name }) => name)).toEqual(['TableName', 'Key']);
  });

  test('bindings of REST members, URI and status', async () => {
    const { input, output, http } = await operation('lambda', 'Invoke');

    expect(http).toEqual(['POST', '/2015-03-31/functions/{FunctionName}/invocations', 200]);
    expect(member(input, 'FunctionName').traits.httpLabel).toBe(1);
    expect(member(input, 'Qualifier').traits.httpQuery).toBe('Qualifier');
    expect(member(input, 'InvocationType').traits.httpHeader).toBe('X-Amz-Invocation-Type');
    expect(member(input, 'Payload').traits.httpPayload).toBe(1);
    expect(member(output, 'StatusCode').traits.httpResponseCode).toBe(1);
    expect(member(output, 'FunctionError').traits.httpHeader).toBe('X-Amz-Function-Error');
  });

  test('names of the EC2 dialect', async () => {
    const { input, output } = await operation('ec2', 'DescribeSecurityGroups');

    expect(member(input, 'GroupIds').traits.xmlName).toBe('GroupId');
    expect(member(output, 'SecurityGroups').traits.xmlName).toBe('securityGroupInfo');
    expect(member(output, 'SecurityGroups').element.traits.xmlName).toBe('item');
  });

  test('errors: status, and the code of the Query form', async () => {
    const error = (await modelOf(entry('iam'))).error('NoSuchEntityException');

    expect(error).toMatchObject({ name: 'NoSuchEntityException', statusCode: 404, queryCode: 'NoSuchEntity' });
    expect(error?.shape.members.map(({ name }) => name)).toEqual(['message']);
  });

  test('CBOR runs in both directions, dates as tag 1', () => {
    const bytes = cbor.serialize({ a: [1.5, 'x', true], at: dateToTag(new Date(1_500)) });

    expect(cbor.deserialize(bytes)).toMatchObject({ a: [1.5, 'x', true], at: { tag: 1, value: 1.5 } });
  });
});
