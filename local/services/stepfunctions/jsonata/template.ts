import { isArray, isObject, type Json } from '../json';

const EXPRESSION = /^\{%([\s\S]*)%\}$/;

/** The expression inside `{% … %}`, or undefined for a plain string. */
export function expressionIn(text: string): string | undefined {
  return EXPRESSION.exec(text)?.[1]?.trim();
}

/** A string that opens or closes an expression without doing both. */
export function isUnbalanced(text: string): boolean {
  return (text.startsWith('{%') || text.endsWith('%}')) && expressionIn(text) === undefined;
}

export type Evaluate = (expression: string, location: string) => Promise<Json>;

/** A copy of `template` with every `{% … %}` string replaced by its value. `location` grows as `Output/a/0`. */
export async function fillTemplate(template: Json, location: string, evaluate: Evaluate): Promise<Json> {
  if (typeof template === 'string') {
    const expression = expressionIn(template);
    return expression === undefined ? template : evaluate(expression, location);
  }
  if (isArray(template)) {
    const items: Json[] = [];
    for (const [index, item] of template.entries()) {
      items.push(await fillTemplate(item, `${location}[${index}]`, evaluate));
    }
    return items;
  }
  if (isObject(template)) {
    const filled: Record<string, Json> = {};
    for (const [key, item] of Object.entries(template)) {
      filled[key] = await fillTemplate(item, `${location}/${key}`, evaluate);
    }
    return filled;
  }
  return template;
}

/** Every expression of a template with its place. */
export function expressionsOf(
  template: Json,
  location: string,
): readonly { readonly text: string; readonly location: string }[] {
  if (typeof template === 'string') {
    return [{ text: template, location }];
  }
  if (isArray(template)) {
    return template.flatMap((item, index) => expressionsOf(item, `${location}[${index}]`));
  }
  return isObject(template)
    ? Object.entries(template).flatMap(([key, item]) => expressionsOf(item, `${location}/${key}`))
    : [];
}
