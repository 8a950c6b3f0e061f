import { invalid } from './refusals';

const NAME = /^[\w+=,.@-]+$/;
const PATH = /^(\/|\/[\x21-\x7e]+\/)$/;

export function checkedName(value: string | undefined, member: string, maxLength: number): string {
  if (value === undefined || value === '') {
    throw invalid(member, value ?? 'null', 'Member must have length greater than or equal to 1');
  }
  if (value.length > maxLength) {
    throw invalid(member, value, `Member must have length less than or equal to ${maxLength}`);
  }
  if (!NAME.test(value)) {
    throw invalid(member, value, 'Member must satisfy regular expression pattern: [\\w+=,.@-]+');
  }
  return value;
}

export function checkedPath(value: string | undefined): string {
  const path = value ?? '/';
  if (!PATH.test(path) || path.length > 512) {
    throw invalid(
      'path',
      path,
      'Member must satisfy regular expression pattern: (\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)',
    );
  }
  return path;
}
