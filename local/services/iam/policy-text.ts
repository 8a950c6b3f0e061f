import type { PolicyDocument } from '../../boot/role-store';
import { readStatements } from '../../iam/statement';
import { limitExceeded, malformed } from './refusals';

const VERSIONS: readonly unknown[] = [undefined, '2012-10-17', '2008-10-17'];

/** A policy of a role or a managed one. What could not be judged later is refused when it is made. */
export function identityPolicy(text: string): PolicyDocument {
  const document = documentOf(text);
  for (const statement of statementsOf(document)) {
    if (statement.Principal !== undefined || statement.NotPrincipal !== undefined) {
      throw malformed('Policy document should not specify a principal.');
    }
  }
  try {
    readStatements(document);
  } catch (error) {
    throw malformed((error as Error).message);
  }
  return document;
}

/** A trust policy: who may assume the role. It is kept and shown; who assumes a role is not judged. */
export function trustPolicy(text: string): PolicyDocument {
  const document = documentOf(text);
  for (const statement of statementsOf(document)) {
    if (statement.Resource !== undefined || statement.NotResource !== undefined) {
      throw malformed('Has prohibited field Resource');
    }
    if (statement.Principal === undefined && statement.NotPrincipal === undefined) {
      throw malformed('Missing required field Principal');
    }
    if (statement.Action === undefined && statement.NotAction === undefined) {
      throw malformed('Missing required field Action');
    }
    if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') {
      throw malformed(`Effect must be Allow or Deny, got ${JSON.stringify(statement.Effect)}`);
    }
  }
  return document;
}

/** IAM's limits on policies do not count white space. */
export function checkSize(texts: readonly string[], maxCharacters: number, what: string): void {
  const characters = texts.reduce((sum, text) => sum + text.replace(/\s/g, '').length, 0);
  if (characters > maxCharacters) {
    throw limitExceeded(`Cannot exceed quota for ${what}: ${maxCharacters}`);
  }
}

function documentOf(text: string): PolicyDocument {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw malformed('This policy contains invalid Json');
  }
  if (!isRecord(parsed)) {
    throw malformed('Syntax errors in policy.');
  }
  if (!VERSIONS.includes(parsed.Version)) {
    throw malformed(`Version must be 2012-10-17 or 2008-10-17, got ${JSON.stringify(parsed.Version)}`);
  }
  if (statementsOf(parsed).length === 0) {
    throw malformed('Syntax errors in policy: there is no Statement.');
  }
  return parsed;
}

function statementsOf({ Statement }: PolicyDocument): readonly Readonly<Record<string, unknown>>[] {
  if (Statement === undefined) {
    return [];
  }
  const statements: readonly unknown[] = Array.isArray(Statement) ? Statement : [Statement];
  return statements.map((statement) => {
    if (!isRecord(statement)) {
      throw malformed('Syntax errors in policy.');
    }
    return statement;
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
