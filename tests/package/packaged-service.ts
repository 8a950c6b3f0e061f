import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const parts = [
  'serverless.yml',
  'daxpilot.yml',
  'package.json',
  'tsconfig.json',
  'resources',
  'functions',
  'statemachines',
  'shared',
];

export interface CfnResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

export interface Template {
  readonly Resources: Readonly<Record<string, CfnResource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

export interface Packaging {
  readonly exitCode: number;
  /** What was printed, both streams. */
  readonly output: string;
  readonly durationMs: number;
  /** Only where the packaging succeeded. */
  readonly template: Template;
  artifact(name: string): Buffer;
}

/**
 * Runs `sls package` as a user does, but on a copy of the service: the packager writes into the service's own folder, where another run may
 * be at work. There are no credentials, and an endpoint that refuses every connection stands where AWS would be.
 */
export async function packageService(options: { readonly config?: string } = {}): Promise<Packaging> {
  const folder = mkdtempSync(join(tmpdir(), 'daxpilot-package-'));
  try {
    for (const part of parts) cpSync(join(root, part), join(folder, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    if (options.config !== undefined) writeFileSync(join(folder, 'daxpilot.yml'), options.config);
    const startedAt = performance.now();
    const { exitCode, output } = await run(folder);
    return { exitCode, output, durationMs: performance.now() - startedAt, ...read(join(folder, '.serverless')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(folder: string): Promise<{ readonly exitCode: number; readonly output: string }> {
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    NO_COLOR: '1',
    SLS_TELEMETRY_DISABLED: '1',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const sls = join(root, 'node_modules/serverless/bin/serverless.js');
  return new Promise((resolve) => {
    execFile(process.execPath, [sls, 'package'], { cwd: folder, env, timeout: 90_000 }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code ?? 1), output: `${stdout}${stderr}` });
    });
  });
}

/** Everything is read before the copy goes away. */
function read(folder: string): Pick<Packaging, 'template' | 'artifact'> {
  const file = join(folder, 'cloudformation-template-update-stack.json');
  const template: Template = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { Resources: {}, Outputs: {} };
  const zips = new Map(
    resourcesOf(template, 'AWS::Lambda::Function').map(([, { Properties }]) => {
      const name =
        String(Reflect.get(Object(Properties.Code), 'S3Key'))
          .split('/')
          .at(-1) ?? '';
      return [name, readFileSync(join(folder, name))] as const;
    }),
  );
  return {
    template,
    artifact: (name) => {
      const zip = zips.get(name);
      if (zip === undefined) throw new Error(`${name} was not packaged; there are ${[...zips.keys()].join(', ')}`);
      return zip;
    },
  };
}

export function resourcesOf(template: Template, type: string): readonly (readonly [string, CfnResource])[] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}
