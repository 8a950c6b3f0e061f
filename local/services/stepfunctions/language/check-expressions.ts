import type { Json } from '../json';
import { lintExpression, type StatesAccess } from '../jsonata/lint';
import { expressionIn, expressionsOf, isUnbalanced } from '../jsonata/template';
import type { Problems } from './problems';

/** Every `{% … %}` of a field must be an expression that AWS takes there. */
export function checkExpressions(
  template: Json | undefined,
  location: string,
  access: StatesAccess,
  problems: Problems,
): void {
  if (template === undefined) {
    return;
  }
  for (const { text, location: place } of expressionsOf(template, location)) {
    const expression = expressionIn(text);
    if (isUnbalanced(text)) {
      problems.add(place, `Expression must begin with '{%' and end with '%}': ${text}`, 'INVALID_JSONATA_EXPRESSION');
    } else if (expression !== undefined) {
      for (const { code, message } of lintExpression(expression, access)) {
        problems.add(place, message, code);
      }
    }
  }
}
