import type { Operation } from '../../kernel/service';
import { brokenConstraint, invalidParameter, lambdaError } from './errors';
import { functionArn, LATEST, referenceOf } from './names';
import type { FunctionRegistry, PolicyStatement } from './registry';

interface PermissionInput {
  readonly FunctionName?: string;
  readonly Qualifier?: string;
  readonly StatementId?: string;
  readonly Action?: string;
  readonly Principal?: string;
  readonly SourceArn?: string;
  readonly SourceAccount?: string;
}

/** The resource policies of functions: stored and shown. */
export function permissionOperations(registry: FunctionRegistry): Record<string, Operation> {
  const { home } = registry;

  return {
    AddPermission(input: PermissionInput) {
      const reference = referenceOf(input.FunctionName, input.Qualifier, home);
      const { record } = registry.resolve(reference);
      const sid = input.StatementId ?? '';
      if (!/^[a-zA-Z0-9-_]+$/.test(sid)) {
        throw brokenConstraint('statementId', sid, 'Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)');
      }
      if (reference.qualifier === LATEST) {
        throw invalidParameter('We currently do not support adding policies for $LATEST.');
      }
      if (statementsOf(record.statements, reference.qualifier).some((one) => one.sid === sid)) {
        throw lambdaError(
          'ResourceConflictException',
          `The statement id (${sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
          409,
        );
      }
      const statement = {
        Sid: sid,
        Effect: 'Allow',
        Principal: principalOf(input.Principal),
        Action: input.Action ?? 'lambda:InvokeFunction',
        Resource: functionArn(home, reference),
        ...conditionOf(input),
      };
      registry.put({
        ...record,
        statements: [...record.statements, { sid, qualifier: reference.qualifier, statement }],
      });
      return { Statement: JSON.stringify(statement) };
    },
    RemovePermission(input: PermissionInput) {
      const reference = referenceOf(input.FunctionName, input.Qualifier, home);
      const record = registry.get(reference);
      const found = statementsOf(record.statements, reference.qualifier).find((one) => one.sid === input.StatementId);
      if (found === undefined) {
        throw lambdaError(
          'ResourceNotFoundException',
          `Statement ${input.StatementId} is not found in resource policy.`,
          404,
        );
      }
      registry.put({ ...record, statements: record.statements.filter((one) => one !== found) });
      return {};
    },
    GetPolicy(input: PermissionInput) {
      const reference = referenceOf(input.FunctionName, input.Qualifier, home);
      const { record } = registry.resolve(reference);
      const statements = statementsOf(record.statements, reference.qualifier);
      if (statements.length === 0) {
        throw lambdaError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
      }
      const policy = { Version: '2012-10-17', Id: 'default', Statement: statements.map((one) => one.statement) };
      return { Policy: JSON.stringify(policy), RevisionId: record.latest.revisionId };
    },
  };
}

function statementsOf(
  statements: readonly PolicyStatement[],
  qualifier: string | undefined,
): readonly PolicyStatement[] {
  return statements.filter((one) => one.qualifier === qualifier);
}

function principalOf(principal: string | undefined): unknown {
  if (principal === undefined || principal === '') {
    throw invalidParameter('The provided principal was invalid. Please check the principal and try again.');
  }
  if (principal === '*') {
    return '*';
  }
  return /\.amazonaws\.com$/.test(principal)
    ? { Service: principal }
    : { AWS: /^\d{12}$/.test(principal) ? `arn:aws:iam::${principal}:root` : principal };
}

function conditionOf({ SourceArn, SourceAccount }: PermissionInput): object {
  const condition = {
    ...(SourceAccount === undefined ? {} : { StringEquals: { 'AWS:SourceAccount': SourceAccount } }),
    ...(SourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': SourceArn } }),
  };
  return Object.keys(condition).length === 0 ? {} : { Condition: condition };
}
