import type { ConsoleView, RunningExecution } from './console-view';
import { freezeForm } from './forms';
import { html, Markup } from './markup';
import { dataTable } from './render-table';
import { targetSection, unseen } from './render-target';
import { ago, badge, timeElement } from './words';

export interface Notice {
  readonly kind: 'done' | 'refused';
  readonly text: string;
}

/** The whole page. Its script takes from a newer one the parts that changed. */
export const consolePage = (view: ConsoleView, notice: Notice | undefined, pollMs: number): string =>
  document(
    'daxpilot console',
    html`<a class="skip" href="#main">Skip to the targets</a>
<header>
<div><h1>daxpilot console</h1><p data-part="now">${view.place}, ${timeElement(view.atMs)} UTC</p></div>
<p class="live" hidden><label><input type="checkbox" id="live" checked data-poll-ms="${pollMs}"> Live updates</label></p>
<nav aria-label="Targets"><ul>${view.targets.map(({ name }) => html`<li><a href="#target-${name}">${name}</a></li>`)}</ul></nav>
</header>
<main id="main" tabindex="-1">
<p id="status" role="status" aria-live="polite" class="${notice?.kind ?? ''}">${notice === undefined ? '' : `${notice.kind === 'refused' ? 'Refused: ' : ''}${notice.text}`}</p>
${accountSection(view)}
${view.targets.map((target) => targetSection(target, view.atMs))}
</main>
<footer><p>Times are UTC. The same on the command line: <code>daxpilot history</code>, <code>explain</code>, <code>approve</code>, <code>freeze</code>.</p></footer>
<script src="uplot.js"></script><script type="module" src="page.mjs"></script>`,
    ['uplot.css', 'page.css'],
  );

const accountSection = ({ account, executions, atMs }: ConsoleView): Markup => {
  const frozen = account.kind === 'seen' ? account.value.frozen : undefined;
  const running = executions.kind === 'seen' ? executions.value : [];
  const announce = `account: ${frozen === undefined ? 'changes allowed' : 'frozen'}, ${running.length} executions running`;
  return html`<section data-part="account" data-announce="${announce}" aria-labelledby="heading-account">
<div class="title"><h2 id="heading-account">At work now</h2>${frozen === undefined ? '' : html` ${badge('account frozen', 'bad')}`}</div>
${account.kind === 'unseen' ? unseen('The account item', account) : ''}
${frozen === undefined ? '' : html`<p>All changes are stopped since ${timeElement(frozen.at)}, by ${frozen.by}.</p>`}
${executions.kind === 'unseen' ? unseen('Executions', executions) : runningTable(running, atMs)}
${freezeForm({ kind: 'account' }, frozen !== undefined)}
</section>`;
};

const runningTable = (running: readonly RunningExecution[], nowMs: number): Markup =>
  running.length === 0
    ? html`<p>No execution is running.</p>`
    : dataTable(
        'Running executions',
        [{ title: 'Machine' }, { title: 'Execution' }, { title: 'Since' }],
        running.map(({ machine, name, startedAtMs }) => [
          machine,
          html`<code>${name}</code>`,
          html`${timeElement(startedAtMs)} (${ago(startedAtMs, nowMs)})`,
        ]),
      );

/** For whoever comes without the token. */
export const signInPage = (problem: string | undefined): string =>
  document(
    'Sign in to the daxpilot console',
    html`<main id="main"><h1>daxpilot console</h1>
<form method="post" action="/session" class="sign-in">
<label for="token">Token</label>
<input id="token" name="token" type="password" autocomplete="off" required aria-describedby="hint${problem === undefined ? '' : ' problem'}"${problem === undefined ? '' : html` aria-invalid="true"`}>
<p id="hint">It was printed when <code>daxpilot console</code> started.</p>
${problem === undefined ? '' : html`<p id="problem" role="alert" class="refused">${problem}</p>`}
<button>Sign in</button>
</form></main>`,
    ['/page.css'],
  );

const document = (title: string, body: Markup, styles: readonly string[]): string =>
  html`${new Markup('<!doctype html>')}
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${title}</title>
${styles.map((href) => html`<link rel="stylesheet" href="${href}">`)}</head><body>
${body}
</body></html>
`.text;
