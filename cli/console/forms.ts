import type { Scope } from '../../shared/flow';
import { html, type Markup } from './markup';
import { timeElement } from './words';

/** Everything that changes something asks once more, without a script too. */
export const freezeForm = (scope: Scope, isFrozen: boolean): Markup => {
  const kind = isFrozen ? 'thaw' : 'freeze';
  const id = scope.kind === 'account' ? 'account' : scope.target;
  const name = scope.kind === 'account' ? 'the whole account' : scope.target;
  const what = isFrozen
    ? `Allow changes of ${name} again?`
    : `Stop all changes of ${name} until it is thawed? What AWS already works on goes on.`;
  const title = isFrozen ? `Thaw ${name}` : `Freeze ${name}`;
  return html`<details class="ask" id="ask-${kind}-${scope.kind}-${id}"><summary>${title}</summary><form method="post" action="act"><p>${what}</p>${
    scope.kind === 'account'
      ? html`<input type="hidden" name="scope" value="account">`
      : html`<input type="hidden" name="target" value="${scope.target}">`
  }<button name="do" value="${kind}">Yes, ${kind} ${name}</button></form></details>`;
};

export const answerForms = (decision: string, expiresAtMs: number, action: string): Markup =>
  html`<div class="answers"><p>It waits for a person until ${timeElement(expiresAtMs)}.</p>${(
    ['approve', 'reject'] as const
  ).map(
    (kind) =>
      html`<details class="ask" id="ask-${kind}-${decision}"><summary>${kind === 'approve' ? 'Approve' : 'Reject'} <span class="hidden">${action}, ${decision}</span></summary><form method="post" action="act"><p>${
        kind === 'approve'
          ? `A new look is taken, and if it comes to the same action it is made: ${action}.`
          : 'Nobody can approve it any more. The next look may come to the same again.'
      }</p><input type="hidden" name="decision" value="${decision}"><button name="do" value="${kind}">Yes, ${kind} it</button></form></details>`,
  )}</div>`;
