import type {
  ListTargetsByRuleRequest,
  PutTargetsRequest,
  RemoveTargetsRequest,
  Target,
} from '@aws-sdk/client-eventbridge';
import { isJson } from '../../kernel/is-json';
import type { Platform } from '../../kernel/service';
import { ServiceError } from '../../kernel/service-error';
import { checkBus } from './event-bus';
import { checkLength, checkPattern, constraint, validation } from './event-error';
import { parseInputPath } from './input-path';
import { placeholdersOf } from './input-transformer';
import { pageOf } from './page';
import type { RuleBook, RuleTarget, TargetInput } from './rule-book';
import { checkRuleName } from './rule-operations';
import { isRoleArn, targetKind } from './target-kind';

const TARGET_ID = /^[.\-_A-Za-z0-9]+$/;
const MAX_TARGETS_PER_RULE = 5;
const MAX_INPUT_LENGTH = 8_192;
const MAX_INPUT_PATHS = 100;

/** Parameters of targets that the local platform does not have. */
const ABSENT_PARAMETERS = [
  'AppSyncParameters',
  'BatchParameters',
  'EcsParameters',
  'HttpParameters',
  'KinesisParameters',
  'RedshiftDataParameters',
  'RunCommandParameters',
  'SageMakerPipelineParameters',
  'SqsParameters',
] as const satisfies readonly (keyof Target)[];

export function targetOperations(platform: Platform, book: RuleBook) {
  return {
    PutTargets({ Rule, EventBusName, Targets = [] }: PutTargetsRequest) {
      checkBus(EventBusName, platform);
      const rule = book.need(checkRuleName(Rule));
      if (Targets.length === 0) {
        throw constraint('targets', '[]', 'Member must have length greater than or equal to 1');
      }
      const targets = new Map(book.targets(rule.name));
      for (const [i, given] of Targets.entries()) {
        const target = readTarget(given, i + 1);
        targets.set(target.id, target);
      }
      if (targets.size > MAX_TARGETS_PER_RULE) {
        throw new ServiceError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
      }
      book.setTargets(rule.name, targets);
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    RemoveTargets({ Rule, EventBusName, Ids = [] }: RemoveTargetsRequest) {
      checkBus(EventBusName, platform);
      const rule = book.need(checkRuleName(Rule));
      const targets = new Map(book.targets(rule.name));
      const FailedEntries = Ids.filter((id) => !targets.delete(id)).map((TargetId) => ({
        TargetId,
        ErrorCode: 'ResourceNotFoundException',
        ErrorMessage: `Target ${TargetId} does not exist on rule ${rule.name}.`,
      }));
      book.setTargets(rule.name, targets);
      return { FailedEntryCount: FailedEntries.length, FailedEntries };
    },
    ListTargetsByRule({ Rule, EventBusName, NextToken, Limit }: ListTargetsByRuleRequest) {
      checkBus(EventBusName, platform);
      const rule = book.need(checkRuleName(Rule));
      const page = pageOf([...book.targets(rule.name).values()], NextToken, Limit);
      return { Targets: page.items.map(({ given }) => given), ...page.token };
    },
  };
}

function readTarget(given: Target, index: number): RuleTarget {
  const member = `targets.${index}.member`;
  const id = given.Id ?? '';
  const arn = given.Arn ?? '';
  checkLength(`${member}.id`, id, 1, 64);
  checkPattern(`${member}.id`, id, TARGET_ID);
  checkLength(`${member}.arn`, arn, 1, 1_600);
  const kind = targetKind(arn);
  if (kind === undefined) {
    throw validation(
      `Parameter ${arn} is not valid. Reason: The local platform delivers to state machines, Lambda functions and SNS topics only.`,
    );
  }
  const absent = ABSENT_PARAMETERS.find((name) => given[name] !== undefined);
  if (absent !== undefined) {
    throw validation(`Parameter ${absent} of target ${id} is not there on the local platform.`);
  }
  if (kind === 'state-machine' && given.RoleArn === undefined) {
    throw validation(`RoleArn is required for target ${arn}.`);
  }
  if (given.RoleArn !== undefined && !isRoleArn(given.RoleArn)) {
    throw validation(`Parameter RoleArn is not valid. Reason: Provided role '${given.RoleArn}' is not an IAM role.`);
  }
  checkRetryPolicy(given, member);
  return { id, arn, given, input: readInput(given, id, member) };
}

function checkRetryPolicy({ RetryPolicy }: Target, member: string): void {
  const { MaximumRetryAttempts: attempts = 0, MaximumEventAgeInSeconds: age = 60 } = RetryPolicy ?? {};
  if (!Number.isInteger(attempts) || attempts < 0 || attempts > 185) {
    throw constraint(`${member}.retryPolicy.maximumRetryAttempts`, attempts, 'Member must be between 0 and 185');
  }
  if (!Number.isInteger(age) || age < 60 || age > 86_400) {
    throw constraint(`${member}.retryPolicy.maximumEventAgeInSeconds`, age, 'Member must be between 60 and 86400');
  }
}

function readInput({ Input, InputPath, InputTransformer }: Target, id: string, member: string): TargetInput {
  if ([Input, InputPath, InputTransformer].filter((way) => way !== undefined).length > 1) {
    throw validation(`Only one of Input, InputPath, or InputTransformer must be provided for target ${id}.`);
  }
  if (Input !== undefined) {
    checkLength(`${member}.input`, Input, 0, MAX_INPUT_LENGTH);
    if (!isJson(Input)) {
      throw validation(`JSON syntax error in input for target ${id}.`);
    }
    return { kind: 'constant', text: Input };
  }
  if (InputPath !== undefined) {
    return { kind: 'path', path: readPath(InputPath, id) };
  }
  if (InputTransformer === undefined) {
    return { kind: 'event' };
  }
  const paths = Object.entries(InputTransformer.InputPathsMap ?? {});
  const template = InputTransformer.InputTemplate ?? '';
  checkLength(`${member}.inputTransformer.inputTemplate`, template, 1, MAX_INPUT_LENGTH);
  if (paths.length > MAX_INPUT_PATHS) {
    throw constraint(
      `${member}.inputTransformer.inputPathsMap`,
      paths.length,
      `Member must have length less than or equal to ${MAX_INPUT_PATHS}`,
    );
  }
  const reserved = paths.find(([name]) => /^aws/i.test(name));
  if (reserved !== undefined) {
    throw validation(`InputPathsMap of target ${id}: the key ${reserved[0]} must not start with "AWS".`);
  }
  const compiled = new Map(paths.map(([name, path]) => [name, readPath(path, id)] as const));
  const unknown = placeholdersOf(template).find((name) => !name.startsWith('aws.events.') && !compiled.has(name));
  if (unknown !== undefined) {
    throw validation(`Invalid InputTemplate for target ${id} : [Placeholder <${unknown}> is not in InputPathsMap.]`);
  }
  return { kind: 'transformer', transformer: { paths: compiled, template } };
}

function readPath(text: string, id: string) {
  const path = text.length <= 256 ? parseInputPath(text) : undefined;
  if (path === undefined) {
    throw validation(`Invalid JSON path '${text}' in the input of target ${id}.`);
  }
  return path;
}
