import { access, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** What `sls package` wrote: the template and, beside it, a zip per function. */
export interface PackagedService {
  readonly template: string;
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
    artifact: async (s3Key) => {
      try {
        return await readFile(join(folder, basename(s3Key)));
      } catch {
        return undefined;
      }
    },
  };
}
