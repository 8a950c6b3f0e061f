import { access, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** What `sls package` wrote: the template and, beside it, a zip per function. */
export interface PackagedService {
  readonly template: string;
  /** Name of the CloudFormation stack that it would be deployed as. */
  readonly stackName: string;
  /** The bytes of the artefact that the template calls by an S3 key; undefined where there is none of that name. */
  artifact(s3Key: string): Promise<Buffer | undefined>;
}

/** The service was not packaged, or not here. */
export class NotPackaged extends Error {
  override readonly name = 'NotPackaged';
  readonly code = 'local.not-packaged';

  constructor(path: string) {
    super(`There is no packaged service at ${path}: run "npx sls package" first, or start empty.`);
  }
}

const TEMPLATE = 'cloudformation-template-update-stack.json';
const STATE = 'serverless-state.json';
const DEFAULT_STACK_NAME = 'service';

export async function readPackagedService(serviceDir: string): Promise<PackagedService> {
  const folder = join(serviceDir, '.serverless');
  const path = join(folder, TEMPLATE);
  try {
    await access(path);
  } catch {
    throw new NotPackaged(path);
  }
  return {
    template: await readFile(path, 'utf8'),
    stackName: await stackNameOf(join(folder, STATE)),
    artifact: async (s3Key) => {
      try {
        return await readFile(join(folder, basename(s3Key)));
      } catch {
        return undefined;
      }
    },
  };
}

/** As the Serverless Framework names it: `provider.stackName`, else service and stage. */
async function stackNameOf(statePath: string): Promise<string> {
  try {
    const state = JSON.parse(await readFile(statePath, 'utf8')) as {
      readonly service?: {
        readonly service?: string;
        readonly provider?: { readonly stackName?: string; readonly stage?: string };
      };
    };
    const { service, provider } = state.service ?? {};
    return provider?.stackName ?? `${service ?? DEFAULT_STACK_NAME}-${provider?.stage ?? 'dev'}`;
  } catch {
    return DEFAULT_STACK_NAME;
  }
}
