import { isArray, isObject, type Json, type JsonObject } from '../json';
import { COMPARATORS, comparatorIn } from '../jsonpath/choice-rule';
import { checkPath } from './check-paths';
import type { Problems } from './problems';

const RULE_FIELDS = ['Next', 'Assign', 'Comment'];

/** One rule of a JSONPath Choice: a comparison, or And, Or, Not over rules without Next. */
export function checkChoiceRule(rule: JsonObject, location: string, top: boolean, problems: Problems): void {
  if (!top && rule.Next !== undefined) {
    problems.add(`${location}/Next`, `The field 'Next' is not supported inside a boolean rule`);
  }
  const combiners = ['And', 'Or', 'Not'].filter((name) => rule[name] !== undefined);
  const comparators = Object.keys(rule).filter((name) => Object.hasOwn(COMPARATORS, name));
  if (combiners.length + comparators.length !== 1) {
    problems.add(
      location,
      `A rule must have exactly one of And, Or, Not or a comparison, got [${[...combiners, ...comparators].join(', ')}]`,
    );
    return;
  }
  const [combiner] = combiners;
  const allowed = [...RULE_FIELDS, ...combiners, ...comparators, ...(combiner === undefined ? ['Variable'] : [])];
  for (const field of Object.keys(rule).filter((name) => !allowed.includes(name))) {
    problems.add(location, `The field '${field}' is not supported by a choice rule`);
  }
  if (combiner === undefined) {
    checkComparison(rule, location, problems);
  } else {
    checkCombined(rule[combiner], combiner, location, problems);
  }
}

function checkCombined(value: Json | undefined, combiner: string, location: string, problems: Problems): void {
  const place = `${location}/${combiner}`;
  const rules = combiner === 'Not' ? [value] : value;
  if (!isArray(rules as Json) || (rules as readonly Json[]).length === 0) {
    problems.add(place, 'Value must be an array of rules that is not empty');
    return;
  }
  (rules as readonly Json[]).forEach((inner, index) => {
    const innerPlace = combiner === 'Not' ? place : `${place}[${index}]`;
    if (isObject(inner)) {
      checkChoiceRule(inner, innerPlace, false, problems);
    } else {
      problems.add(innerPlace, 'Value must be an object');
    }
  });
}

function checkComparison(rule: JsonObject, location: string, problems: Problems): void {
  if (rule.Variable === undefined) {
    problems.add(location, `The field 'Variable' is required but was missing`);
  } else {
    checkPath(rule.Variable, `${location}/Variable`, problems);
  }
  const comparator = comparatorIn(rule);
  const wrong = comparator?.operandProblem(rule[comparator.name] as Json);
  if (comparator !== undefined && wrong !== undefined) {
    problems.add(`${location}/${comparator.name}`, wrong);
  }
}
