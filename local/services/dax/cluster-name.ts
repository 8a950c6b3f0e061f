import { invalidValue } from './refusals';

/** Stored in lower case; 1 to 20 letters, digits and hyphens, a letter first, no hyphen last, no two in a row. */
export const clusterNameOf = (given: string | undefined): string => {
  const name = (given ?? '').toLowerCase();
  const problem = problemOf(name);
  if (problem) throw invalidValue(`ClusterName '${given ?? ''}' ${problem}.`);
  return name;
};

const problemOf = (name: string): string | undefined => {
  if (name.length < 1 || name.length > 20) return `must have 1 to 20 characters, has ${name.length}`;
  if (!/^[a-z0-9-]+$/.test(name)) return 'may hold letters, digits and hyphens only';
  if (!/^[a-z]/.test(name)) return 'must begin with a letter';
  if (name.endsWith('-')) return 'must not end with a hyphen';
  if (name.includes('--')) return 'must not contain two consecutive hyphens';
  return undefined;
};
