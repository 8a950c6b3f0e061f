import { DAXClient, DescribeClustersCommand } from '@aws-sdk/client-dax';
import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetInstanceProfileCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListPoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type LocalPlatform, startLocal } from '../../start-local';

const trust = (Service = 'ec2.amazonaws.com') =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
  });
const allowing = (...Action: readonly string[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });

describe('IAM', () => {
  let local: LocalPlatform;
  let iam: IAMClient;
  const config = () => ({
    endpoint: local.ready.endpoint,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const aRole = async (RoleName: string) =>
    (await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust() }))).Role?.Arn ?? '';
  const daxAs = async (RoleArn: string) => {
    const { Credentials } = await new STSClient(config()).send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'app' }),
    );
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    return { credentials, dax: new DAXClient({ ...config(), credentials }) };
  };

  beforeAll(async () => {
    local = await startLocal({ port: 0, daxPort: 0, clockStartMs: Date.UTC(2026, 0, 1) });
    iam = new IAMClient(config());
  });

  afterAll(() => local.stop());

  test('a role is made, shown, listed, changed and deleted', async () => {
    const { Role } = await iam.send(
      new CreateRoleCommand({
        RoleName: 'reader',
        Path: '/app/',
        Description: 'reads & shows',
        AssumeRolePolicyDocument: trust(),
        Tags: [{ Key: 'team', Value: 'a' }],
      }),
    );

    expect(Role).toMatchObject({
      Arn: 'arn:aws:iam::123456789012:role/app/reader',
      Path: '/app/',
      CreateDate: expect.any(Date),
      RoleId: expect.stringMatching(/^AROA[0-9A-F]{17}$/),
      Tags: [{ Key: 'team', Value: 'a' }],
    });
    await iam.send(
      new UpdateAssumeRolePolicyCommand({ RoleName: 'reader', PolicyDocument: trust('lambda.amazonaws.com') }),
    );
    const { Role: shown } = await iam.send(new GetRoleCommand({ RoleName: 'reader' }));
    expect(decodeURIComponent(shown?.AssumeRolePolicyDocument ?? '')).toBe(trust('lambda.amazonaws.com'));
    const { Roles } = await iam.send(new ListRolesCommand({ PathPrefix: '/app/' }));
    expect(Roles?.map(({ RoleName }) => RoleName)).toEqual(['reader']);
    await iam.send(new DeleteRoleCommand({ RoleName: 'reader' }));
    await expect(iam.send(new GetRoleCommand({ RoleName: 'reader' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: 'The role with name reader cannot be found.',
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('a role may do what its policies say, from the next call on', async () => {
    const { credentials, dax } = await daxAs(await aRole('limited'));
    const describe = () => dax.send(new DescribeClustersCommand({}));

    await expect(describe()).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('because no identity-based policy allows the dax:DescribeClusters action'),
    });
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: 'limited',
        PolicyName: 'look',
        PolicyDocument: allowing('dax:Describe*', 'sts:GetCallerIdentity'),
      }),
    );
    await expect(describe()).resolves.toMatchObject({ Clusters: [] });
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'limited' }));
    const { UserId } = await new STSClient({ ...config(), credentials }).send(new GetCallerIdentityCommand({}));
    expect(UserId).toBe(`${Role?.RoleId}:app`);
    await iam.send(new DeleteRolePolicyCommand({ RoleName: 'limited', PolicyName: 'look' }));
    await expect(describe()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test('a managed policy is attached, judged, detached and deleted', async () => {
    const { dax } = await daxAs(await aRole('attached'));
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName: 'look', PolicyDocument: allowing('dax:DescribeClusters') }),
    );
    const PolicyArn = Policy?.Arn ?? '';
    const both = { RoleName: 'attached', PolicyArn };

    await iam.send(new AttachRolePolicyCommand(both));
    await iam.send(new AttachRolePolicyCommand(both));
    await expect(dax.send(new DescribeClustersCommand({}))).resolves.toBeDefined();
    expect(await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: 'attached' }))).toMatchObject({
      AttachedPolicies: [{ PolicyName: 'look', PolicyArn }],
      IsTruncated: false,
    });
    expect(await iam.send(new ListRolePoliciesCommand({ RoleName: 'attached' }))).toMatchObject({ PolicyNames: [] });
    expect((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy?.AttachmentCount).toBe(1);
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }));
    expect(decodeURIComponent(PolicyVersion?.Document ?? '')).toBe(allowing('dax:DescribeClusters'));
    expect((await iam.send(new ListPoliciesCommand({ Scope: 'Local' }))).Policies).toHaveLength(1);
    await expect(iam.send(new DeletePolicyCommand({ PolicyArn }))).rejects.toMatchObject({
      name: 'DeleteConflictException',
    });
    await expect(iam.send(new DeleteRoleCommand({ RoleName: 'attached' }))).rejects.toMatchObject({
      name: 'DeleteConflictException',
      message: 'Cannot delete entity, must detach all policies first.',
    });
    await iam.send(new DetachRolePolicyCommand(both));
    await iam.send(new DeletePolicyCommand({ PolicyArn }));
    await iam.send(new DeleteRoleCommand({ RoleName: 'attached' }));
  });

  test('an inline policy comes back as it was written', async () => {
    await aRole('inline');
    await iam.send(
      new PutRolePolicyCommand({ RoleName: 'inline', PolicyName: 'a', PolicyDocument: allowing('dax:GetItem') }),
    );

    const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName: 'inline', PolicyName: 'a' }));
    expect(decodeURIComponent(PolicyDocument ?? '')).toBe(allowing('dax:GetItem'));
    await expect(iam.send(new DeleteRoleCommand({ RoleName: 'inline' }))).rejects.toMatchObject({
      name: 'DeleteConflictException',
    });
  });

  test("the role of DAX itself is made once, and is AWS's to change", async () => {
    const wanted = new CreateServiceLinkedRoleCommand({ AWSServiceName: 'dax.amazonaws.com' });
    const { Role } = await iam.send(wanted);

    expect(Role?.Arn).toBe('arn:aws:iam::123456789012:role/aws-service-role/dax.amazonaws.com/AWSServiceRoleForDAX');
    await expect(iam.send(wanted)).rejects.toMatchObject({ name: 'InvalidInputException' });
    await expect(
      iam.send(
        new PutRolePolicyCommand({
          RoleName: 'AWSServiceRoleForDAX',
          PolicyName: 'a',
          PolicyDocument: allowing('dax:*'),
        }),
      ),
    ).rejects.toMatchObject({ name: 'UnmodifiableEntityException' });
  });

  test('an instance profile carries one role', async () => {
    await aRole('web');
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'web' }));
    const add = new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'web', RoleName: 'web' });
    await iam.send(add);

    const { InstanceProfile } = await iam.send(new GetInstanceProfileCommand({ InstanceProfileName: 'web' }));
    expect(InstanceProfile?.Roles?.map(({ RoleName }) => RoleName)).toEqual(['web']);
    await expect(iam.send(add)).rejects.toMatchObject({ name: 'LimitExceededException' });
  });

  test.each([
    ['a name that has other characters', { RoleName: 'a b' }, 'ValidationError'],
    ['a name of 65 characters', { RoleName: 'a'.repeat(65) }, 'ValidationError'],
    ['a path without slashes', { Path: 'app' }, 'ValidationError'],
    ['a session of a minute', { MaxSessionDuration: 60 }, 'ValidationError'],
    ['a trust policy that is no JSON', { AssumeRolePolicyDocument: '{' }, 'MalformedPolicyDocumentException'],
    [
      'a trust policy with a resource',
      { AssumeRolePolicyDocument: allowing('a:b') },
      'MalformedPolicyDocumentException',
    ],
    ['a trust policy of 2,049 characters', { AssumeRolePolicyDocument: 'x'.repeat(2_049) }, 'LimitExceededException'],
    ['a boundary', { PermissionsBoundary: 'arn:aws:iam::123456789012:policy/b' }, 'NotImplementedException'],
  ])('CreateRole refuses %s', async (_what, more, name) => {
    const input = { RoleName: 'bad', AssumeRolePolicyDocument: trust(), ...more };

    await expect(iam.send(new CreateRoleCommand(input))).rejects.toMatchObject({ name });
  });

  test.each([
    ['a principal', { Effect: 'Allow', Principal: '*', Action: 'a:b', Resource: '*' }],
    ['an unknown element', { Effect: 'Allow', Actions: 'a:b', Resource: '*' }],
    ['an unknown effect', { Effect: 'Maybe', Action: 'a:b', Resource: '*' }],
    ['an unknown operator', { Effect: 'Allow', Action: 'a:b', Resource: '*', Condition: { Guess: { a: 'b' } } }],
    ['no action', { Effect: 'Allow', Resource: '*' }],
  ])('a policy with %s is malformed', async (_what, statement) => {
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statement });

    await expect(iam.send(new CreatePolicyCommand({ PolicyName: 'bad', PolicyDocument }))).rejects.toMatchObject({
      name: 'MalformedPolicyDocumentException',
    });
  });

  test("what one of AWS's own policies allows is not guessed, and users are refused by name", async () => {
    const RoleName = 'managed';
    await aRole(RoleName);
    const attach = (PolicyArn: string) => iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));

    await expect(attach('arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole')).resolves.toBeDefined();
    await expect(attach('arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess')).rejects.toMatchObject({
      name: 'NotImplementedException',
      message: expect.stringContaining('AmazonDynamoDBFullAccess'),
    });
    await expect(attach('arn:aws:iam::123456789012:policy/none')).rejects.toMatchObject({
      name: 'NoSuchEntityException',
    });
    await expect(iam.send(new CreateUserCommand({ UserName: 'a' }))).rejects.toMatchObject({
      name: 'NotImplementedException',
    });
  });
});
