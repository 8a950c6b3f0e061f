import type { PlatformHost } from '../../kernel/platform';
import { aLambdaPlatform, ROLE, zipOf } from './testing';

const root = { kind: 'root', arn: 'arn:aws:iam::123456789012:root' } as const;
const code = (text = 'exports.handler = async () => 1') => zipOf({ 'index.js': text });
const base = { FunctionName: 'f', Runtime: 'nodejs24.x', Handler: 'index.handler', Role: ROLE };

describe('functions', () => {
  let platform: PlatformHost;

  beforeEach(() => {
    ({ platform } = aLambdaPlatform());
  });
  afterEach(() => platform.stop());

  const call = (operation: string, input: object = {}) =>
    platform.call<Record<string, unknown>>('lambda', operation, { FunctionName: 'f', ...input }, root);
  const create = (more: object = {}) => call('CreateFunction', { ...base, Code: { ZipFile: code() }, ...more });

  test('a created function is shown with its defaults', async () => {
    await create();

    expect(await call('GetFunctionConfiguration')).toMatchObject({
      FunctionName: 'f',
      FunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:f',
      Timeout: 3,
      MemorySize: 128,
      State: 'Active',
      Version: '$LATEST',
      LastModified: '2026-11-24T00:00:00.000+0000',
      CodeSha256: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
    });
  });

  test.each([
    ['a second function of the name', {}, 'ResourceConflictException', /already exist/],
    ['a role that is no ARN', { FunctionName: 'g', Role: 'r1' }, 'ValidationException', /'r1' at 'role'/],
    ['a Python runtime', { FunctionName: 'g', Runtime: 'python3.13' }, 'InvalidParameterValueException', /python3.13/],
    [
      'a runtime past its end',
      { FunctionName: 'g', Runtime: 'nodejs14.x' },
      'InvalidParameterValueException',
      /no longer supported/,
    ],
    ['a time-out over 15 minutes', { FunctionName: 'g', Timeout: 901 }, 'ValidationException', /'901' at 'timeout'/],
    ['too little memory', { FunctionName: 'g', MemorySize: 64 }, 'ValidationException', /'64' at 'memorySize'/],
    [
      'a reserved variable',
      { FunctionName: 'g', Environment: { Variables: { AWS_REGION: 'x' } } },
      'InvalidParameterValueException',
      /AWS_REGION/,
    ],
    [
      '4 KB of variables',
      { FunctionName: 'g', Environment: { Variables: { A1: 'x'.repeat(4_096) } } },
      'InvalidParameterValueException',
      /4KB/,
    ],
    [
      'a broken zip',
      { FunctionName: 'g', Code: { ZipFile: Buffer.from('no zip') } },
      'InvalidParameterValueException',
      /Could not unzip/,
    ],
    [
      'a zip that leaves its folder',
      { FunctionName: 'g', Code: { ZipFile: zipOf({ '../up.js': '1' }) } },
      'InvalidParameterValueException',
      /outside/,
    ],
    ['no code', { FunctionName: 'g', Code: {} }, 'InvalidParameterValueException', /source for function code/],
    [
      'code in S3',
      { FunctionName: 'g', Code: { S3Bucket: 'b', S3Key: 'k' } },
      'InvalidParameterValueException',
      /does not have code from S3Bucket/,
    ],
    [
      'an image',
      { FunctionName: 'g', PackageType: 'Image', Code: { ImageUri: 'x' } },
      'InvalidParameterValueException',
      /does not have PackageType Image/,
    ],
    ['layers', { FunctionName: 'g', Layers: ['arn:x'] }, 'InvalidParameterValueException', /does not have Layers/],
    [
      'a dead letter queue',
      { FunctionName: 'g', DeadLetterConfig: { TargetArn: 'arn:x' } },
      'InvalidParameterValueException',
      /does not have DeadLetterConfig/,
    ],
    ['a long name', { FunctionName: 'x'.repeat(65) }, 'InvalidParameterValueException', /64/],
  ])('%s is refused by name', async (_what, input, name, message) => {
    await create();

    const refused = create(input);

    await expect(refused).rejects.toMatchObject({ name });
    await expect(refused).rejects.toThrow(message);
  });

  test('versions count up, hold what was published, and an unchanged function gets no new one', async () => {
    await create();
    const first = await call('PublishVersion');
    const again = await call('PublishVersion');
    await call('UpdateFunctionConfiguration', { Timeout: 9 });
    const second = await call('PublishVersion', { Description: 'slower' });

    expect([first.Version, again.Version, second.Version]).toEqual(['1', '1', '2']);
    expect(await call('GetFunctionConfiguration', { Qualifier: '1' })).toMatchObject({ Timeout: 3 });
    const { Versions } = await call('ListVersionsByFunction');
    expect(
      (Versions as { Version: string; FunctionArn: string }[]).map((one) => one.FunctionArn.split(':').at(-1)),
    ).toEqual(['$LATEST', '1', '2']);
  });

  test('a version that an alias points to stays; a free one can go', async () => {
    await create({ Publish: true });
    await call('CreateAlias', { Name: 'live', FunctionVersion: '1' });

    await expect(call('DeleteFunction', { Qualifier: '1' })).rejects.toMatchObject({
      name: 'ResourceConflictException',
    });
    await call('DeleteAlias', { Name: 'live' });
    await call('DeleteFunction', { Qualifier: '1' });

    await expect(call('GetFunction', { Qualifier: '1' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect((await call('GetFunction')).Configuration).toMatchObject({ Version: '$LATEST' });
  });

  test('aliases are unique, point to versions that exist, and are found by name', async () => {
    await create({ Publish: true });
    await call('CreateAlias', { Name: 'live', FunctionVersion: '1', Description: 'd' });

    await expect(call('CreateAlias', { Name: 'live', FunctionVersion: '1' })).rejects.toMatchObject({
      name: 'ResourceConflictException',
    });
    await expect(call('UpdateAlias', { Name: 'live', FunctionVersion: '5' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(call('CreateAlias', { Name: '12', FunctionVersion: '1' })).rejects.toMatchObject({
      name: 'ValidationException',
    });
    expect(await call('GetAlias', { Name: 'live' })).toMatchObject({
      AliasArn: 'arn:aws:lambda:us-east-1:123456789012:function:f:live',
      FunctionVersion: '1',
    });
  });

  test('permissions are kept as the policy that AWS would write', async () => {
    await create();
    const permission = {
      StatementId: 's',
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: 'arn:aws:events:x',
    };
    await call('AddPermission', permission);

    await expect(call('AddPermission', permission)).rejects.toMatchObject({ name: 'ResourceConflictException' });
    const { Policy } = await call('GetPolicy');
    expect(JSON.parse(String(Policy)).Statement).toEqual([
      {
        Sid: 's',
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'lambda:InvokeFunction',
        Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f',
        Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:events:x' } },
      },
    ]);
    await call('RemovePermission', { StatementId: 's' });
    await expect(call('GetPolicy')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('a stale revision is refused', async () => {
    const { RevisionId } = await create();
    await call('UpdateFunctionConfiguration', { Timeout: 4, RevisionId });

    await expect(call('UpdateFunctionConfiguration', { Timeout: 5, RevisionId })).rejects.toMatchObject({
      name: 'PreconditionFailedException',
      statusCode: 412,
    });
  });

  test('listing pages through all functions', async () => {
    for (const name of ['c', 'a', 'b']) {
      await create({ FunctionName: name });
    }

    const first = await call('ListFunctions', { MaxItems: 2 });
    const second = await call('ListFunctions', { MaxItems: 2, Marker: first.NextMarker });

    const names = [first, second].flatMap(({ Functions }) =>
      (Functions as { FunctionName: string }[]).map((one) => one.FunctionName),
    );
    expect(names).toEqual(['a', 'b', 'c']);
    expect(second.NextMarker).toBeUndefined();
  });
});
