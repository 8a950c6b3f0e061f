import { toPortError } from './port-error';

/** Handlers end after 30 s; no single call may take that. */
const longestCallMs = 8_000;

/** One SDK call, bounded in time; whatever goes wrong becomes a `PortError` that says what was tried. */
export async function attempt<Output>(
  what: string,
  send: (options: { readonly abortSignal: AbortSignal }) => Promise<Output>,
  longestMs = longestCallMs,
): Promise<Output> {
  try {
    return await send({ abortSignal: AbortSignal.timeout(longestMs) });
  } catch (error) {
    throw toPortError(what, error);
  }
}

/** As `attempt`, with undefined where AWS does not know the thing. */
export async function attemptToFind<Output>(
  what: string,
  send: (options: { readonly abortSignal: AbortSignal }) => Promise<Output>,
): Promise<Output | undefined> {
  try {
    return await attempt(what, send);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'aws.not-found') return undefined;
    throw error;
  }
}
