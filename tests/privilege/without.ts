import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const file = '.serverless/cloudformation-template-update-stack.json';

interface Statement {
  readonly Action: readonly string[];
}
interface Resource {
  readonly Type: string;
  readonly Properties: {
    readonly Policies?: readonly { readonly PolicyDocument: { Statement: readonly Statement[] } }[];
  };
}

export interface Taken {
  readonly folder: string;
  /** Statements that had the action. */
  readonly statements: number;
  remove(): void;
}

/** A packaged service in whose template no role (of those that are meant) has this action any more; everything else is the same. */
export function without(packaged: string, action: string, isMeant: (role: string) => boolean = () => true): Taken {
  const folder = mkdtempSync(join(tmpdir(), 'daxpilot-without-'));
  for (const name of readdirSync(packaged))
    if (name !== '.serverless') symlinkSync(join(packaged, name), join(folder, name));
  cpSync(join(packaged, '.serverless'), join(folder, '.serverless'), { recursive: true });
  const template = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
    readonly Resources: Readonly<Record<string, Resource>>;
  };
  let statements = 0;
  for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
    if (Type !== 'AWS::IAM::Role' || !isMeant(id)) continue;
    for (const { PolicyDocument } of Properties.Policies ?? []) {
      statements += PolicyDocument.Statement.filter(({ Action }) => Action.includes(action)).length;
      PolicyDocument.Statement = PolicyDocument.Statement.flatMap((statement) => {
        const Action = statement.Action.filter((one) => one !== action);
        return Action.length === 0 ? [] : [{ ...statement, Action }];
      });
    }
  }
  writeFileSync(join(folder, file), JSON.stringify(template));
  return { folder, statements, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
