import type { PutCompositeAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { CompositeAlarm, Suppressor } from './alarm';
import type { AlarmBook } from './alarm-book';
import { constraint, required, validationError } from './cloudwatch-error';
import { alarmNameOf, type CompositeRule, CompositeRuleError, childrenOf, parseCompositeRule } from './composite-rule';
import { type AlarmPlace, readCommon } from './read-alarm-common';

/** Checks PutCompositeAlarm. Every alarm that it names must be there. */
export function readCompositeAlarm(input: PutCompositeAlarmInput, place: AlarmPlace, book: AlarmBook): CompositeAlarm {
  const common = readCommon(input, place);
  const ruleText = required('alarmRule', input.AlarmRule);
  const rule = readRule(ruleText);
  const absent = childrenOf(rule).filter((name) => name !== common.name && book.get(name) === undefined);
  if (absent.length > 0) {
    throw validationError(
      `Could not save the composite alarm as alarms [${absent.join(', ')}] in the alarm rule do not exist`,
    );
  }
  const suppressor = readSuppressor(input, book);
  return { ...common, kind: 'composite', ruleText, rule, suppressor };
}

function readRule(text: string): CompositeRule {
  try {
    return parseCompositeRule(text);
  } catch (error) {
    if (error instanceof CompositeRuleError) {
      throw validationError(`AlarmRule must not contain syntax errors: ${error.message}`);
    }
    throw error;
  }
}

function readSuppressor(input: PutCompositeAlarmInput, book: AlarmBook): Suppressor | undefined {
  const {
    ActionsSuppressor: given,
    ActionsSuppressorWaitPeriod: wait,
    ActionsSuppressorExtensionPeriod: extension,
  } = input;
  if (given === undefined || given === '') {
    if (wait !== undefined || extension !== undefined) {
      throw validationError(
        'ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod need an ActionsSuppressor.',
      );
    }
    return undefined;
  }
  const alarmName = alarmNameOf(given);
  if (book.get(alarmName) === undefined) {
    throw validationError(`Could not save the composite alarm as the actions suppressor ${given} does not exist`);
  }
  const waitS = required('actionsSuppressorWaitPeriod', wait);
  const extensionS = required('actionsSuppressorExtensionPeriod', extension);
  for (const [member, value] of [
    ['actionsSuppressorWaitPeriod', waitS],
    ['actionsSuppressorExtensionPeriod', extensionS],
  ] as const) {
    if (!Number.isInteger(value) || value < 0) {
      throw constraint(member, value, 'Member must be an integer of at least 0');
    }
  }
  return { given, alarmName, waitS, extensionS };
}
