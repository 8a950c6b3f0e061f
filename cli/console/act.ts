import { answerDecision, freeze, type Scope, thaw } from '../../shared/flow';
import { decisionKey } from '../../shared/ledger';
import { callerArn } from '../caller';
import { refusal } from '../commands/approve';
import { CliError, exitStatus } from '../exit';
import { targetNamed } from '../load-config';
import type { Session } from '../session';

/** What a person can do here: the same use cases as `daxpilot approve`, `reject`, `freeze` and `thaw`. */
export type Wish =
  | { readonly kind: 'approve' | 'reject'; readonly decision: string }
  | { readonly kind: 'freeze' | 'thaw'; readonly scope: Scope };

/** The wish in a form, with names checked against what is declared. Throws `CliError`. */
export const wishIn = (form: URLSearchParams, session: Session): Wish => {
  const kind = form.get('do');
  switch (kind) {
    case 'approve':
    case 'reject': {
      const decision = form.get('decision') ?? '';
      if (decisionKey(decision) === undefined) {
        throw invalid('decision', decision, 'must be the id of a decision, as the page shows it');
      }
      return { kind, decision };
    }
    case 'freeze':
    case 'thaw': {
      const target = form.get('target');
      if (form.get('scope') === 'account' && target === null) return { kind, scope: { kind: 'account' } };
      return { kind, scope: { kind: 'target', target: targetNamed(session.config, target ?? '').name } };
    }
    default:
      throw invalid('do', kind ?? '', 'must be approve, reject, freeze or thaw');
  }
};

/** Does it and says what was done. Throws `CliError` or `PortError`. */
export const act = async (session: Session, wish: Wish): Promise<string> => {
  switch (wish.kind) {
    case 'approve':
    case 'reject': {
      const answer = wish.kind === 'approve' ? 'approved' : 'rejected';
      const by = await callerArn(session.connection);
      const nowMs = await session.nowMs();
      const result = await answerDecision(session.flow, { decision: wish.decision, answer, by, nowMs });
      if (result.kind !== 'answered') throw refusal(wish.decision, result);
      return `${wish.decision} is ${answer}${result.execution === null ? '' : '; an execution looks again'}.`;
    }
    case 'freeze':
      await freeze(session.flow, wish.scope, await callerArn(session.connection), await session.nowMs());
      return `${nameOf(wish.scope)} is frozen.`;
    case 'thaw':
      await thaw(session.flow, wish.scope);
      return `${nameOf(wish.scope)} is thawed.`;
  }
};

const nameOf = (scope: Scope): string => (scope.kind === 'account' ? 'The account' : scope.target);

const invalid = (field: string, value: string, rule: string): CliError =>
  new CliError('use.invalid-input', `${field} = ${value.slice(0, 80)}: ${rule}`, exitStatus.wrongUse);
