import { isArray, isObject, type Json } from '../json';
import { looksLikeIntrinsic, parseIntrinsic } from '../jsonpath/parse-intrinsic';
import { parsePath } from '../jsonpath/parse-path';
import { isReference } from '../jsonpath/path';
import type { Problems } from './problems';

/** A field that holds a JSONPath, or null. */
export function checkPath(
  value: Json | undefined,
  location: string,
  problems: Problems,
  { orNull = false, orIntrinsic = false } = {},
): void {
  if (value === undefined || (orNull && value === null)) {
    return;
  }
  if (typeof value !== 'string' || !isPath(value, orIntrinsic)) {
    problems.add(
      location,
      `Value is not a valid JSONPath${orIntrinsic ? ' or intrinsic function call' : ''}: ${JSON.stringify(value)}`,
    );
  }
}

/** A field that names one place of the input, as ResultPath does. */
export function checkReferencePath(value: Json | undefined, location: string, problems: Problems): void {
  if (value === undefined || value === null) {
    return;
  }
  if (typeof value !== 'string' || !isReferenceText(value)) {
    problems.add(
      location,
      `Value is not a Reference Path. A Reference Path must begin with '$' and name exactly one place: ${JSON.stringify(value)}`,
    );
  }
}

/** Every `name.$` of a payload template needs a path or a call. */
export function checkPayload(template: Json | undefined, location: string, problems: Problems): void {
  if (isArray(template)) {
    for (const item of template) {
      checkPayload(item, location, problems);
    }
    return;
  }
  if (!isObject(template)) {
    return;
  }
  for (const [key, value] of Object.entries(template)) {
    if (!key.endsWith('.$')) {
      checkPayload(value, location, problems);
    } else if (typeof value !== 'string' || !isPath(value, true)) {
      problems.add(
        location,
        `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`,
      );
    }
  }
}

function isPath(text: string, orIntrinsic: boolean): boolean {
  try {
    if (orIntrinsic && looksLikeIntrinsic(text)) {
      parseIntrinsic(text);
    } else {
      parsePath(text);
    }
    return true;
  } catch {
    return false;
  }
}

function isReferenceText(text: string): boolean {
  try {
    return isReference(parsePath(text));
  } catch {
    return false;
  }
}
