import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';

/** Where Debian puts it; `CHROMIUM` names another place. */
export const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const hasChromium = existsSync(chromium);

const keys: Readonly<Record<'Tab' | 'Enter', { readonly code: number; readonly text?: string }>> = {
  Tab: { code: 9 },
  Enter: { code: 13, text: '\r' },
};

type Params = Readonly<Record<string, unknown>>;

/** A page in headless Chromium, driven by the DevTools protocol over a pipe. */
export interface ABrowser {
  /** Addresses of everything that the page asked for. */
  readonly requested: readonly string[];
  /** What it complained about: errors, and violations of the content security policy. */
  readonly complaints: readonly string[];
  send(method: string, params?: Params): Promise<Readonly<Record<string, unknown>>>;
  open(url: string): Promise<void>;
  /** The value of an expression in the page. */
  evaluate<Value>(expression: string): Promise<Value>;
  /** Until the expression holds. Throws after 10 s. */
  until(expression: string): Promise<void>;
  press(key: keyof typeof keys): Promise<void>;
  view(width: number, height: number, scheme?: 'light' | 'dark'): Promise<void>;
  /** PNG of the whole page. */
  screenshot(): Promise<Buffer>;
  close(): Promise<void>;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Params;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

export async function aBrowser(): Promise<ABrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'daxpilot-chromium-'));
  const args = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-dev-shm-usage',
    '--disable-background-networking',
    '--remote-debugging-pipe',
    `--user-data-dir=${profile}`,
    'about:blank',
  ];
  const child: ChildProcess = spawn(chromium, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const [, , , into, from] = child.stdio as unknown as [null, null, null, Writable, Readable];
  const waiting = new Map<number, (message: Message) => void>();
  const requested: string[] = [];
  const complaints: string[] = [];
  let last = 0;
  let session: string | undefined;

  const hear = (message: Message) => {
    if (message.id !== undefined) waiting.get(message.id)?.(message);
    const { method = '', params = {} } = message;
    if (method === 'Network.requestWillBeSent') requested.push((params.request as { readonly url: string }).url);
    if (method === 'Runtime.exceptionThrown') complaints.push(JSON.stringify(params.exceptionDetails));
    if (method === 'Log.entryAdded') {
      const {
        level,
        text,
        url = '',
      } = params.entry as { readonly level: string; readonly text: string; readonly url?: string };
      if (level === 'error' && !url.endsWith('/favicon.ico')) complaints.push(text);
    }
  };
  let buffered = '';
  from.setEncoding('utf8').on('data', (chunk: string) => {
    buffered += chunk;
    const messages = buffered.split('\0');
    buffered = messages.pop() ?? '';
    for (const text of messages) hear(JSON.parse(text) as Message);
  });

  const send: ABrowser['send'] = (method, params = {}) =>
    new Promise((resolve, reject) => {
      last += 1;
      const id = last;
      waiting.set(id, ({ result = {}, error }) => {
        waiting.delete(id);
        if (error === undefined) resolve(result);
        else reject(new Error(`${method}: ${error.message}`));
      });
      into.write(
        `${JSON.stringify({ id, method, params, ...(session === undefined ? {} : { sessionId: session }) })}\0`,
      );
    });

  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  session = String((await send('Target.attachToTarget', { targetId, flatten: true })).sessionId);
  for (const domain of ['Page', 'Runtime', 'Network', 'Log', 'Accessibility']) await send(`${domain}.enable`);

  const evaluate = async <Value>(expression: string): Promise<Value> => {
    const answer = await send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
    if (answer.exceptionDetails !== undefined) throw new Error(JSON.stringify(answer.exceptionDetails));
    return (answer.result as { readonly value: Value }).value;
  };
  const until = async (expression: string): Promise<void> => {
    const end = Date.now() + 20_000;
    while (!(await evaluate<boolean>(`Boolean(${expression})`).catch(() => false))) {
      if (Date.now() > end) throw new Error(`not within 20 s: ${expression}`);
      await wait(50);
    }
  };
  return {
    requested,
    complaints,
    send,
    evaluate,
    until,
    open: async (url) => {
      await send('Page.navigate', { url });
      await until("document.readyState === 'complete' && location.href !== 'about:blank'");
    },
    press: async (key) => {
      const { code, text } = keys[key];
      const event = { key, code: key, windowsVirtualKeyCode: code, ...(text === undefined ? {} : { text }) };
      await send('Input.dispatchKeyEvent', { type: 'keyDown', ...event });
      await send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
    },
    view: async (width, height, scheme = 'light') => {
      await send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: width < 500 });
      await send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
    },
    screenshot: async () => {
      const { data } = await send('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true });
      return Buffer.from(String(data), 'base64');
    },
    close: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
      // Helper processes may still write for a moment.
      rmSync(profile, { recursive: true, force: true, maxRetries: 30, retryDelay: 100 });
    },
  };
}
