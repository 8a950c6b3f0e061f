import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { DescribeClustersCommand } from '@aws-sdk/client-dax';
import { getDecision, targetState } from '../../shared/flow';
import { accountKey } from '../../shared/ledger';
import { escaped } from '../escaped';
import { type AConsole, aConsole, hostile } from './a-console';
import { createGuard } from './guard';
import { html } from './markup';

let open: AConsole;
beforeAll(async () => {
  open = await aConsole();
}, 60_000);
afterAll(() => open.stop());

/** Everything that a person could have changed. */
async function changeable(): Promise<unknown> {
  const { session, pending } = open;
  return {
    account: await session.flow.ledger.read(accountKey),
    products: await targetState(session.flow, 'products'),
    orders: await targetState(session.flow, 'orders'),
    row: await getDecision(session.flow, pending),
  };
}

/** `fetch` writes Host by itself, so this does not use it. */
function withHost(host: string, path: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  const { port } = new URL(open.running.page);
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port, path, headers: { ...headers, host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end();
  });
}

test('the page tells of targets, bands, decisions with dollars, executions and the hand-over', async () => {
  const answer = await open.request('');

  expect(answer.status).toBe(200);
  const text = (await answer.text()).replaceAll(/<[^>]*>/g, '');
  for (const wanted of [
    '3 x dax.r5.large, available',
    'CPU86 %40-70 %above',
    'provisioned, 400 read and 50 write units',
    'products: 3 -&gt; 5 nodes recommended waits for approval',
    '$558.45 to $930.75 a month (costs $372.30 more)',
    'From products to products-b: phase 2 (bridge-new), epoch 4. Reads go to the table, writes to products-b.',
    'daxpilot-rightsize',
    'Frozen 2026-11-24',
  ])
    expect(text).toContain(wanted);
});

test('what comes from the account is text on the page and nothing else', async () => {
  const body = await (await open.request('')).text();

  expect(body).toContain(escaped(hostile));
  expect(body).not.toContain('<img');
  expect(html`<p title="${hostile}">${[hostile, null, 1]}</p>`.text).toBe(
    `<p title="${escaped(hostile)}">${escaped(hostile)}1</p>`,
  );
});

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

test('figures are grouped, and bytes are told in a unit that people read', async () => {
  const body = await (await open.request('')).text();
  const cells = [...body.matchAll(/<(td|figcaption)[^>]*>(.*?)<\/\1>/gs)].map(([, , cell = '']) =>
    cell.replaceAll(/<[^>]+>/g, ' ').replaceAll(uuid, ''),
  );

  expect(cells.filter((cell) => cell.includes('at most 64 MiB/h')).length).toBeGreaterThan(3);
  expect(cells.some((cell) => /43,000 requests\/s/.test(cell))).toBe(true);
  expect(cells.filter((cell) => /(?<![\d.])\d{5,}|bytes/.test(cell.replaceAll('0 bytes', '')))).toEqual([]);
});

test('nothing may be loaded from elsewhere, framed, cached or guessed', async () => {
  const { headers } = await open.request('');

  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
  expect(headers.get('content-security-policy')).not.toMatch(/unsafe|\*|http/);
  expect(Object.fromEntries(headers)).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cache-control': 'no-store',
  });
});

test('the cookie is for this page only and no script sees it; a wrong token gets none', async () => {
  const right = await fetch(open.running.url, { redirect: 'manual' });
  const wrong = await fetch(`${open.running.url}x`, { redirect: 'manual' });

  const path = new URL(open.running.page).pathname;
  expect(right.status).toBe(303);
  expect(right.headers.get('set-cookie')).toMatch(new RegExp(`; Path=${path}; HttpOnly; SameSite=Strict$`));
  expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([401, null]);
});

test.each(['', 'page.mjs', 'uplot.js', 'uplot.css', 'page.css', 'nothing'])(
  'without the cookie or the token /%s is refused',
  async (path) => {
    const answers = await Promise.all([
      fetch(new URL(path, open.running.page)),
      fetch(new URL(path, open.running.page), { headers: { cookie: 'daxpilot-console=x; other=y' } }),
      fetch(new URL(path, open.running.page), { headers: { authorization: 'Bearer x' } }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
  },
);

test('a name that was pointed at this machine is refused, also with the token', async () => {
  const { port, pathname } = new URL(open.running.page);
  const authorization = `Bearer ${open.running.token}`;

  expect(await withHost(`127.0.0.1:${port}`, pathname, { authorization })).toBe(200);
  expect(await withHost(`localhost:${port}`, pathname, { authorization })).toBe(200);
  for (const host of [
    `evil.example:${port}`,
    'localhost',
    `127.0.0.1.evil.example:${port}`,
    `127.0.0.1:${port}@evil`,
  ]) {
    expect(await withHost(host, pathname, { authorization })).toBe(421);
  }
});

test('it listens on the loopback address alone', async () => {
  const { port } = new URL(open.running.page);
  const other = connect({ host: '127.0.0.2', port: Number(port) });
  const outcome = await new Promise((resolve) => {
    other.once('connect', () => resolve('connected'));
    other.once('error', ({ message }) => resolve(message));
  });
  other.destroy();

  expect(outcome).toContain('ECONNREFUSED');
});

const freezeAll = { do: 'freeze', scope: 'account' };

test.each<[string, Readonly<Record<string, string>>, number]>([
  ['no cookie', { cookie: '' }, 401],
  ['another cookie', { cookie: 'daxpilot-console=guess' }, 401],
  ['another origin', { origin: 'http://evil.example' }, 403],
  ['another port of this machine', { origin: 'http://127.0.0.1:1' }, 403],
  ['an opaque origin', { origin: 'null' }, 403],
  ['no origin', { origin: '' }, 403],
  ['a page of the same site and another origin', { 'sec-fetch-site': 'same-site' }, 403],
  ['the token from a page of another origin', { authorization: 'TOKEN', origin: 'http://evil.example' }, 403],
  ['a body that is no form', { 'content-type': 'application/json' }, 415],
])('a change with %s is refused and nothing is changed', async (_, headers, status) => {
  const before = await changeable();
  const sent = Object.entries(headers).map(([name, value]) => [
    name,
    value === 'TOKEN' ? `Bearer ${open.running.token}` : value,
  ]);

  const answer = await open.request('act', { form: freezeAll, headers: Object.fromEntries(sent) });

  expect(answer.status).toBe(status);
  expect(await changeable()).toEqual(before);
});

test.each<[string, Readonly<Record<string, string>>, string]>([
  ['a target that is not declared', { do: 'freeze', target: '../account' }, 'no such target is declared'],
  ['a name of every object', { do: 'freeze', target: '__proto__' }, 'no such target is declared'],
  ['markup for a target', { do: 'thaw', target: hostile }, 'no such target is declared'],
  ['a target and the account', { do: 'freeze', scope: 'account', target: 'nothing' }, 'no such target is declared'],
  ['neither', { do: 'freeze' }, 'no such target is declared'],
  ['no decision', { do: 'approve' }, 'must be the id of a decision'],
  ['markup for a decision', { do: 'approve', decision: hostile }, 'must be the id of a decision'],
  ['the key of another item', { do: 'reject', decision: 'products.state' }, 'must be the id of a decision'],
  [
    'a decision that never was',
    { do: 'approve', decision: 'products.20200101T000000000Z.00000000' },
    'the ledger has no such decision',
  ],
  ['something else to do', { do: 'delete' }, 'must be approve, reject, freeze or thaw'],
])('%s is refused by name and nothing is changed', async (_, form, why) => {
  const before = await changeable();

  const answer = await open.request('act', { form });

  expect(answer.status).toBe(400);
  expect(await answer.json()).toEqual({ kind: 'refused', text: expect.stringContaining(why) });
  expect(await changeable()).toEqual(before);
});

test('a body that does not end is cut off', async () => {
  const answer = await open.request('act', { form: { ...freezeAll, padding: 'x'.repeat(5000) } });

  expect(answer.status).toBe(415);
});

test('freeze and thaw do what the commands do, with the caller in the ledger', async () => {
  await open.request('act', { form: { do: 'freeze', target: 'products' } });
  const { frozen } = await targetState(open.session.flow, 'products');
  await open.request('act', { form: { do: 'thaw', target: 'products' } });

  expect(frozen).toMatchObject({ by: expect.stringMatching(/^arn:aws:iam::123456789012:/), reason: 'manual' });
  expect((await targetState(open.session.flow, 'products')).frozen).toBeUndefined();
});

test('without a script a form is answered by the page, which says once what was done', async () => {
  const answer = await open.request('act', {
    form: { do: 'thaw', target: 'products' },
    headers: { accept: 'text/html' },
  });

  expect([answer.status, answer.headers.get('location')]).toEqual([303, new URL(open.running.page).pathname]);
  expect(await (await open.request('')).text()).toContain('>products is thawed.</p>');
  expect(await (await open.request('')).text()).not.toContain('products is thawed.');
});

test('a script with the token in a header needs no cookie', async () => {
  const headers = { authorization: `Bearer ${open.running.token}`, accept: 'application/json' };
  const body = new URLSearchParams({ do: 'thaw', target: 'products' });
  const answer = await fetch(new URL('act', open.running.page), { method: 'POST', headers, body });

  expect(await answer.json()).toEqual({ kind: 'done', text: 'products is thawed.' });
});

test('an approval is written with the caller and starts a look; a second answer comes too late', async () => {
  const first = await open.request('act', { form: { do: 'approve', decision: open.pending } });
  const second = await open.request('act', { form: { do: 'reject', decision: open.pending } });

  expect(await first.json()).toMatchObject({ kind: 'done', text: expect.stringContaining('is approved') });
  expect([second.status, await second.json()]).toEqual([409, expect.objectContaining({ kind: 'refused' })]);
  expect((await getDecision(open.session.flow, open.pending))?.approval).toMatchObject({ state: 'approved' });
});

test('what cannot be read says so and hides nothing else', async () => {
  await open.platform.fault({ service: 'monitoring', operation: 'GetMetricData', error: 'AccessDenied', count: 100 });
  const body = await (await open.request('')).text();
  await open.platform.clearFaults();

  expect(body).toMatch(/Readings could not be read: .*aws\.denied/);
  expect(body).toContain('products: 3 -&gt; 5 nodes');
  const { Clusters } = await open.platform.clients.dax.send(new DescribeClustersCommand({}));
  expect(Clusters?.[0]?.TotalNodes).toBe(3);
});

test('tokens are 192 random bits, and each console has its own', () => {
  const [one, other] = [createGuard(), createGuard()];

  expect(Buffer.from(one.token, 'base64url')).toHaveLength(24);
  expect(new Set([one.token, other.token, one.base, other.base, one.cookie, other.cookie]).size).toBe(6);
  expect([one.admits(one.token), one.admits(other.token), one.admits('')]).toEqual([true, false, false]);
});
