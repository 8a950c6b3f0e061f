import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { packagedCopy } from '../end-to-end/packaged-copy';

/** A folder of the project for one reader, and what his shell finds in its environment. */
export interface ShellPlace {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  leave(): void;
}

/** `endpoint`: a platform that runs already; without one a page's own `daxpilot local` gets a free port, since 4566 may be somebody's. */
export async function shellPlace(endpoint?: string): Promise<ShellPlace> {
  const packaged = await packagedCopy();
  const base = mkdtempSync(join(tmpdir(), 'daxpilot-docs-'));
  const folder = join(base, 'project');
  // A copy, since a reader writes his own daxpilot.yml; packages are many and are not written to.
  for (const name of readdirSync(packaged)) {
    if (name === 'node_modules') continue;
    cpSync(join(packaged, name), join(folder, name), { recursive: true, preserveTimestamps: true });
  }
  cpSync(join(__dirname, '../events'), join(folder, 'tests/events'), { recursive: true });
  symlinkSync(join(packaged, 'node_modules'), join(folder, 'node_modules'));
  return installedPlace(folder, base, endpoint);
}

/** The same for a project that lies in `folder` already; `base` is a folder of its own that goes when the reader leaves. */
export async function installedPlace(folder: string, base: string, endpoint?: string): Promise<ShellPlace> {
  const bin = join(base, 'bin');
  const port = endpoint === undefined ? await freePort() : Number(new URL(endpoint).port);
  writePrograms(bin, folder, port);
  const at = endpoint ?? `http://127.0.0.1:${port}`;
  return {
    folder,
    env: {
      PATH: `${bin}${delimiter}${process.env.PATH}`,
      HOME: base,
      NO_COLOR: '1',
      SLS_TELEMETRY_DISABLED: '1',
      AWS_ENDPOINT_URL: at,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_PAGER: '',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      // Version managers find their interpreters by these, package managers their cache and their registry.
      ...passedOn(/^PYENV_|^npm_config_(cache|registry|userconfig)$|_proxy$/i),
    },
    leave: () => rmSync(base, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
}

const passedOn = (names: RegExp): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => names.test(name)));

/** `npx` asks the registry and takes a second each time; these find the same programs. */
function writePrograms(bin: string, folder: string, port: number): void {
  mkdirSync(bin, { recursive: true });
  const program = (name: string, ...lines: readonly string[]): void => {
    writeFileSync(join(bin, name), `#!/usr/bin/env bash\n${lines.join('\n')}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  program(
    'npx',
    'name=$1; shift',
    'case "$name $1" in',
    `  "daxpilot local") exec node "${folder}/bin/daxpilot.cjs" "$@" --port ${port} --dax-port 0 ;;`,
    `  "daxpilot "*) exec node "${folder}/bin/daxpilot.cjs" "$@" ;;`,
    `  "sls "*) exec node "${folder}/node_modules/serverless/bin/serverless.js" "$@" ;;`,
    'esac',
    'echo "npx $name: not a program of this project" >&2; exit 127',
  );
  program(
    'runs-until',
    'text=$1; shift; said=$(mktemp)',
    '"$@" >"$said" 2>&1 & pid=$!',
    'for _ in $(seq 600); do',
    '  if grep -qF "$text" "$said"; then kill $pid; wait $pid; exit $?; fi',
    '  kill -0 $pid 2>/dev/null || break',
    '  sleep 0.1',
    'done',
    'cat "$said" >&2; kill $pid 2>/dev/null; exit 1',
  );
  program(
    'newest-decision',
    `node "${folder}/bin/daxpilot.cjs" history "$TARGET" --local --json --limit 1 | node -p 'JSON.parse(require("fs").readFileSync(0, "utf8"))[0].decisionId'`,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
