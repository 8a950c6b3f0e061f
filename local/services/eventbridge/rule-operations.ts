import type {
  DeleteRuleRequest,
  DescribeRuleRequest,
  DescribeRuleResponse,
  ListRuleNamesByTargetRequest,
  ListRulesRequest,
  PutRuleRequest,
  Rule as RuleOut,
} from '@aws-sdk/client-eventbridge';
import type { Platform } from '../../kernel/service';
import { ServiceError } from '../../kernel/service-error';
import { checkBus, DEFAULT_BUS } from './event-bus';
import { checkLength, checkPattern, constraint, validation } from './event-error';
import { compilePattern, type EventPattern } from './event-pattern';
import { pageOf } from './page';
import { PatternError } from './pattern-error';
import type { Rule, RuleBook, RuleState } from './rule-book';
import { parseSchedule } from './schedule-expression';
import { isRoleArn } from './target-kind';

const NAME = /^[.\-_A-Za-z0-9]+$/;
const MAX_PATTERN_LENGTH = 4_096;
const MAX_RULES = 300;
const STATES: readonly RuleState[] = ['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'];

export interface RuleOperationsContext {
  readonly platform: Platform;
  readonly book: RuleBook;
  /** Told of each rule that was put, and of the name of each that is gone. */
  readonly onPut: (rule: Rule) => void;
  readonly onDelete: (name: string) => void;
}

export function ruleOperations({ platform, book, onPut, onDelete }: RuleOperationsContext) {
  const set = (rule: Rule): void => {
    book.put(rule);
    onPut(rule);
  };
  const named = (input: { readonly Name?: string | undefined; readonly EventBusName?: string | undefined }): Rule => {
    checkBus(input.EventBusName, platform);
    return book.need(checkRuleName(input.Name));
  };
  return {
    PutRule(input: PutRuleRequest) {
      checkBus(input.EventBusName, platform);
      const name = checkRuleName(input.Name);
      const known = book.get(name);
      const rule = readRule(name, input, platform);
      if (known === undefined && book.list().length >= MAX_RULES) {
        throw new ServiceError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
      }
      set(rule);
      if (known === undefined && input.Tags !== undefined) {
        book.setTags(name, new Map(input.Tags.map(({ Key = '', Value = '' }) => [Key, Value])));
      }
      return { RuleArn: rule.arn };
    },
    DescribeRule(input: DescribeRuleRequest): DescribeRuleResponse {
      const rule = named(input);
      return {
        ...ruleOut(rule),
        CreatedBy: platform.account,
      };
    },
    ListRules({ NamePrefix = '', EventBusName, NextToken, Limit }: ListRulesRequest) {
      checkBus(EventBusName, platform);
      const rules = book.list().filter(({ name }) => name.startsWith(NamePrefix));
      const page = pageOf(rules, NextToken, Limit);
      return { Rules: page.items.map(ruleOut), ...page.token };
    },
    ListRuleNamesByTarget({ TargetArn = '', EventBusName, NextToken, Limit }: ListRuleNamesByTargetRequest) {
      checkBus(EventBusName, platform);
      const names = book
        .list()
        .map(({ name }) => name)
        .filter((name) => [...book.targets(name).values()].some(({ arn }) => arn === TargetArn));
      const page = pageOf(names, NextToken, Limit);
      return { RuleNames: page.items, ...page.token };
    },
    DeleteRule({ Name, EventBusName }: DeleteRuleRequest) {
      checkBus(EventBusName, platform);
      const name = checkRuleName(Name);
      if (book.targets(name).size > 0) {
        throw validation("Rule can't be deleted since it has targets.");
      }
      book.delete(name);
      onDelete(name);
    },
    EnableRule(input: DescribeRuleRequest) {
      set({ ...named(input), state: 'ENABLED' });
    },
    DisableRule(input: DescribeRuleRequest) {
      set({ ...named(input), state: 'DISABLED' });
    },
  };
}

export function checkRuleName(name: string | undefined): string {
  const text = name ?? '';
  checkLength('name', text, 1, 64);
  checkPattern('name', text, NAME);
  return text;
}

/** Compiles a pattern, or answers as EventBridge does for one that it refuses. */
export function readPattern(text: string): EventPattern {
  if (text.length > MAX_PATTERN_LENGTH) {
    throw invalidPattern(`it has ${text.length} characters, at most ${MAX_PATTERN_LENGTH} are allowed`);
  }
  try {
    return compilePattern(text);
  } catch (error) {
    throw error instanceof PatternError ? invalidPattern(error.message) : error;
  }
}

function invalidPattern(reason: string): ServiceError {
  return new ServiceError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);
}

function readRule(name: string, input: PutRuleRequest, platform: Platform): Rule {
  const { EventPattern, ScheduleExpression, Description, RoleArn, State = 'ENABLED' } = input;
  const pattern = EventPattern === undefined || EventPattern === '' ? undefined : EventPattern;
  const schedule = ScheduleExpression === undefined || ScheduleExpression === '' ? undefined : ScheduleExpression;
  if (pattern === undefined && schedule === undefined) {
    throw validation('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  }
  if (!STATES.includes(State)) {
    throw constraint('state', State, `Member must satisfy enum value set: [${STATES.join(', ')}]`);
  }
  checkLength('description', Description ?? '', 0, 512);
  if (RoleArn !== undefined && !isRoleArn(RoleArn)) {
    throw validation(`Parameter RoleArn is not valid. Reason: Provided role '${RoleArn}' is not an IAM role.`);
  }
  const parsed = schedule === undefined ? undefined : parseSchedule(schedule);
  if (schedule !== undefined && parsed === undefined) {
    throw validation('Parameter ScheduleExpression is not valid.');
  }
  return {
    name,
    arn: `arn:aws:events:${platform.region}:${platform.account}:rule/${name}`,
    description: Description,
    roleArn: RoleArn,
    state: State,
    eventPattern: pattern === undefined ? undefined : { text: pattern, compiled: readPattern(pattern) },
    schedule: schedule === undefined || parsed === undefined ? undefined : { text: schedule, parsed },
  };
}

function ruleOut(rule: Rule): RuleOut {
  return {
    Name: rule.name,
    Arn: rule.arn,
    State: rule.state,
    EventBusName: DEFAULT_BUS,
    ...(rule.description === undefined ? {} : { Description: rule.description }),
    ...(rule.roleArn === undefined ? {} : { RoleArn: rule.roleArn }),
    ...(rule.eventPattern === undefined ? {} : { EventPattern: rule.eventPattern.text }),
    ...(rule.schedule === undefined ? {} : { ScheduleExpression: rule.schedule.text }),
  };
}
