import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Who may do what: a token that is printed once, a cookie for browsers that showed it, and only pages of our own. */
export interface Guard {
  /** To be typed or carried in the address that is printed. */
  readonly token: string;
  /** The path below which the page lies; the cookie goes nowhere else, since cookies do not tell ports apart. */
  readonly base: string;
  readonly cookie: string;
  /** Whether `text` is the token. */
  admits(text: string): boolean;
  /** Why this request is refused, or undefined. */
  refusal(request: IncomingMessage, port: number): Refusal | undefined;
  /** Why a request that changes something, or signs in, is refused for where it comes from. */
  foreign(request: IncomingMessage, port: number): Refusal | undefined;
}

export interface Refusal {
  readonly status: 401 | 403 | 421;
  readonly text: string;
}

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];

export const createGuard = (random: (bytes: number) => Buffer = randomBytes): Guard => {
  const token = random(24).toString('base64url');
  const session = random(24).toString('base64url');
  const base = `/${random(12).toString('base64url')}/`;
  const name = 'daxpilot-console';
  const cookie = `${name}=${session}; Path=${base}; HttpOnly; SameSite=Strict`;

  const isSignedIn = (request: IncomingMessage) => cookiesNamed(request, name).some((value) => isSame(value, session));
  const bearer = (request: IncomingMessage) => /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];

  const foreign = (request: IncomingMessage, port: number): Refusal | undefined => {
    // A page cannot send this header to us from another origin: we answer no preflight.
    const carried = bearer(request);
    if (carried !== undefined && isSame(carried, token) && request.headers.origin === undefined) return undefined;
    const { origin, host, 'sec-fetch-site': site } = request.headers;
    const own = host !== undefined && origin === `http://${host}` && hosts(port).includes(host);
    if (own && (site === undefined || site === 'same-origin')) return undefined;
    return { status: 403, text: 'Only this page itself may ask for that: Origin is another or absent.' };
  };

  return {
    token,
    base,
    cookie,
    admits: (text) => isSame(text, token),
    foreign,
    refusal: (request, port) => {
      // A name that an attacker's DNS points at this machine would make its pages ours.
      if (!hosts(port).includes(request.headers.host ?? '')) {
        return {
          status: 421,
          text: 'This console answers only under 127.0.0.1, localhost and [::1] with its own port.',
        };
      }
      const carried = bearer(request);
      const admitted = carried === undefined ? isSignedIn(request) : isSame(carried, token);
      return admitted ? undefined : { status: 401, text: 'The token that was printed at the start is needed.' };
    },
  };
};

const hosts = (port: number): readonly string[] => loopbackNames.map((name) => `${name}:${port}`);

const cookiesNamed = (request: IncomingMessage, name: string): readonly string[] =>
  (request.headers.cookie ?? '').split(/;\s*/).flatMap((pair) => {
    const at = pair.indexOf('=');
    return at > 0 && pair.slice(0, at) === name ? [pair.slice(at + 1)] : [];
  });

/** In constant time: digests have one length, whatever was sent. */
const isSame = (one: string, other: string): boolean => {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
};
