import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import { strFromU8, unzipSync } from 'fflate';
import { parse } from 'yaml';

const root = join(__dirname, '../..');

export interface Pair {
  readonly name: string;
  /** Files to import. */
  readonly handler: string;
  readonly bare: string;
  readonly bytes: { readonly handler: number; readonly bare: number };
  /** Clients that both import, with the number of commands. */
  readonly clients: readonly string[];
}

/** Every function of the service as it was packaged, with its bare handler. */
export function pairs(folder: string): readonly Pair[] {
  const functions = parse(readFileSync(join(root, 'resources/functions.yml'), 'utf8')) as object;
  return Object.keys(functions).map((name) => {
    const zip = unzipSync(readFileSync(join(root, '.serverless', `${name}.zip`)));
    const code = strFromU8(zip[`functions/${name}.js`] ?? new Uint8Array());
    const own = commandsOf(join(root, `functions/${name}.ts`));
    const used = own.size === 0 ? oneRead : own;
    const bareCode = bundle({ stdin: { contents: bareHandler(used), resolveDir: root, loader: 'ts' } });
    return {
      name,
      handler: written(folder, `${name}.js`, code),
      bare: written(folder, `${name}.bare.js`, bareCode),
      bytes: { handler: Buffer.byteLength(code), bare: Buffer.byteLength(bareCode) },
      clients: clientsText(own),
    };
  });
}

const clientsText = (used: ReadonlyMap<string, Used>): readonly string[] =>
  [...used].map(([client, { commands }]) => `${client.replace('client-', '')} (${commands.length})`);

interface Used {
  readonly commands: readonly string[];
}

/** What a handler without a client is measured against: nothing bare is smaller that can read one item. */
const oneRead: ReadonlyMap<string, Used> = new Map([['client-dynamodb', { commands: ['GetItemCommand'] }]]);

/** Clients and commands that a handler's bundle holds, by the files of the SDK that went into it. */
function commandsOf(entry: string): ReadonlyMap<string, Used> {
  const { metafile } = buildSync({ ...options(), entryPoints: [entry], write: false, metafile: true });
  const inputs = Object.values(metafile?.outputs ?? {}).flatMap((output) =>
    Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  const used = new Map<string, Used>();
  for (const path of inputs) {
    const [, client] = /@aws-sdk\/(client-[a-z-]+)\/dist-es\/[A-Za-z]+Client\.js$/.exec(path) ?? [];
    if (client !== undefined) used.set(client, { commands: used.get(client)?.commands ?? [] });
    const [, of, command] = /@aws-sdk\/(client-[a-z-]+)\/dist-es\/commands\/([A-Za-z]+Command)\.js$/.exec(path) ?? [];
    if (of !== undefined && command !== undefined)
      used.set(of, { commands: [...(used.get(of)?.commands ?? []), command] });
  }
  return used;
}

const require = createRequire(__filename);

function bareHandler(used: ReadonlyMap<string, Used>): string {
  const lines = [...used].map(([client, { commands }], index) => {
    const classOf = clientClass(client);
    const names = commands.map((command) => `${command} as ${command}${index}`);
    return {
      load: `import { ${[`${classOf} as Client${index}`, ...names].join(', ')} } from '@aws-sdk/${client}';`,
      use: `const c${index} = () => [new Client${index}({}), ${commands.map((one) => `${one}${index}`).join(', ')}];`,
    };
  });
  const all = lines.map((_, index) => `c${index}()`).join(', ');
  return `${lines.map(({ load, use }) => `${load}\n${use}`).join('\n')}\nexport const handler = async () => [${all}].length;`;
}

const clientClass = (client: string): string =>
  Object.keys(require(`@aws-sdk/${client}`)).find((name) => /^[A-Za-z]+Client$/.test(name) && name !== '__Client') ??
  '';

/** As the packager bundles. */
function options(): BuildOptions {
  const { bundle: ofPackager } = require('../../resources/declared.cjs')();
  const { bundle, minify, mainFields, legalComments, define } = ofPackager;
  return {
    bundle,
    minify,
    mainFields,
    legalComments,
    define,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    logLevel: 'silent',
  };
}

function bundle(entry: BuildOptions): string {
  const { outputFiles = [] } = buildSync({ ...options(), ...entry, write: false }) as ReturnType<typeof buildSync> & {
    readonly outputFiles?: readonly { readonly text: string }[];
  };
  return outputFiles[0]?.text ?? '';
}

function written(folder: string, name: string, code: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(file, code);
  return file;
}
