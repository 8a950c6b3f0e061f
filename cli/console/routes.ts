import type { IncomingMessage } from 'node:http';
import { PortError } from '../../shared/flow';
import { CliError, exitStatus } from '../exit';
import type { Session } from '../session';
import { act, wishIn } from './act';
import { type Answer, formOf, page, plain } from './answer';
import { browserFiles } from './browser-files';
import type { ConsoleView } from './console-view';
import type { Guard } from './guard';
import { consolePage, type Notice, signInPage } from './render-page';

export interface RouteParts {
  readonly session: Session;
  readonly guard: Guard;
  readonly read: () => Promise<ConsoleView>;
  readonly pollMs: number;
}

/** Answers one request; the port is the one that it came to. */
export const createRoutes = ({ session, guard, read, pollMs }: RouteParts) => {
  const files = browserFiles();
  /** What a form without a script did; told once, on the page that follows. */
  let told: Notice | undefined;

  const signIn = (token: string): Answer =>
    guard.admits(token)
      ? { status: 303, headers: { location: guard.base, 'set-cookie': guard.cookie } }
      : page(401, signInPage('This is not the token that was printed at the start.'));

  /** Before anybody has signed in: the page that asks for the token, and its style. */
  const outside = async (request: IncomingMessage, url: URL, port: number): Promise<Answer> => {
    const style = files['page.css'];
    if (url.pathname === '/' && isRead(request)) {
      const token = url.searchParams.get('token');
      return token === null ? page(401, signInPage(undefined)) : signIn(token);
    }
    if (url.pathname === '/page.css' && isRead(request) && style !== undefined) return { status: 200, ...style };
    if (url.pathname === '/session' && request.method === 'POST') {
      const foreign = guard.foreign(request, port);
      if (foreign !== undefined) return plain(foreign.status, foreign.text);
      return signIn((await formOf(request))?.get('token') ?? '');
    }
    return plain(404, 'There is no such page. Open the address that was printed at the start.');
  };

  const change = async (request: IncomingMessage, port: number): Promise<Answer> => {
    const foreign = guard.foreign(request, port);
    if (foreign !== undefined) return plain(foreign.status, foreign.text);
    const form = await formOf(request);
    if (form === undefined) return plain(415, 'A form of at most 4096 bytes is wanted.');
    const { status, notice } = await acted(session, form);
    session.output.note(`console: ${notice.kind === 'refused' ? 'refused: ' : ''}${notice.text}`);
    if (request.headers.accept === 'application/json') {
      return { status, type: 'application/json', body: JSON.stringify(notice) };
    }
    told = notice;
    return { status: 303, headers: { location: guard.base } };
  };

  return async (request: IncomingMessage, port: number): Promise<Answer> => {
    const url = new URL(request.url ?? '/', 'http://console');
    const refusal = guard.refusal(request, port);
    if (refusal?.status === 421) return plain(421, refusal.text);
    if (!url.pathname.startsWith(guard.base)) return outside(request, url, port);
    if (refusal !== undefined) return plain(refusal.status, refusal.text);
    const name = url.pathname.slice(guard.base.length);
    if (name === 'act') {
      return request.method === 'POST'
        ? change(request, port)
        : { ...plain(405, 'Only POST.'), headers: { allow: 'POST' } };
    }
    if (!isRead(request)) return { ...plain(405, 'Only GET.'), headers: { allow: 'GET' } };
    if (name === '') {
      const notice = told;
      told = undefined;
      return page(200, consolePage(await read(), notice, pollMs));
    }
    const file = Object.hasOwn(files, name) ? files[name] : undefined;
    return file === undefined ? plain(404, 'There is no such page.') : { status: 200, ...file };
  };
};

const isRead = ({ method }: IncomingMessage): boolean => method === 'GET';

const acted = async (
  session: Session,
  form: URLSearchParams,
): Promise<{ readonly status: number; readonly notice: Notice }> => {
  try {
    return { status: 200, notice: { kind: 'done', text: await act(session, wishIn(form, session)) } };
  } catch (error) {
    const refused = (status: number, text: string) => ({ status, notice: { kind: 'refused', text } as const });
    if (error instanceof CliError) return refused(error.status === exitStatus.notWell ? 409 : 400, error.message);
    if (error instanceof PortError) return refused(502, `${error.message} (${error.code})`);
    throw error;
  }
};
