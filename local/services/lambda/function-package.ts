import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { unzipSync } from 'fflate';
import { invalidParameter, lambdaError } from './errors';

const MAX_ZIPPED_BYTES = 52_428_800;
const MAX_UNZIPPED_BYTES = 262_144_000;

/** One uploaded zip: what identifies it and the files in it. */
export interface FunctionPackage {
  readonly sha256: string;
  readonly zippedBytes: number;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

export function readPackage(zip: unknown): FunctionPackage {
  if (!(zip instanceof Uint8Array) || zip.byteLength === 0) {
    throw invalidParameter('Uploaded file must be a non-empty zip');
  }
  if (zip.byteLength > MAX_ZIPPED_BYTES) {
    throw lambdaError(
      'RequestEntityTooLargeException',
      `Zipped size must be smaller than ${MAX_ZIPPED_BYTES} bytes`,
      413,
    );
  }
  const files = unzip(zip);
  for (const name of Object.keys(files)) {
    if (name.split(/[\\/]/).includes('..') || name.startsWith('/')) {
      throw invalidParameter(`Could not unzip uploaded file: the entry "${name}" lies outside of the package.`);
    }
  }
  return { sha256: createHash('sha256').update(zip).digest('base64'), zippedBytes: zip.byteLength, files };
}

function unzip(zip: Uint8Array): Record<string, Uint8Array> {
  let unzippedBytes = 0;
  let tooLarge = false;
  try {
    const files = unzipSync(zip, {
      filter: ({ originalSize }) => {
        unzippedBytes += originalSize;
        tooLarge = unzippedBytes >= MAX_UNZIPPED_BYTES;
        return !tooLarge;
      },
    });
    if (!tooLarge) {
      return files;
    }
  } catch {
    throw invalidParameter('Could not unzip uploaded file. Please check your file, then try to upload again.');
  }
  throw invalidParameter(`Unzipped size must be smaller than ${MAX_UNZIPPED_BYTES} bytes`);
}

/** Packages unpacked on disk, each once, until `remove`. */
export class UnpackedPackages {
  readonly #folders = new Map<string, Promise<string>>();

  /** The folder that holds the package's files. */
  folderOf(code: FunctionPackage): Promise<string> {
    const known = this.#folders.get(code.sha256);
    if (known !== undefined) {
      return known;
    }
    const unpacking = unpack(code);
    this.#folders.set(code.sha256, unpacking);
    unpacking.catch(() => this.#folders.delete(code.sha256));
    return unpacking;
  }

  async remove(): Promise<void> {
    const folders = await Promise.allSettled(this.#folders.values());
    this.#folders.clear();
    for (const folder of folders) {
      if (folder.status === 'fulfilled') {
        await rm(dirname(folder.value), { recursive: true, force: true });
      }
    }
  }
}

/** Scopes that Lambda's Node.js runtimes bring along: a bundle that leaves them out finds the platform's own copies. */
const RUNTIME_SCOPES = ['@aws-sdk', '@smithy'];

async function unpack(code: FunctionPackage): Promise<string> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'local-lambda-')));
  const folder = join(root, 'task');
  await mkdir(folder);
  for (const [name, bytes] of Object.entries(code.files)) {
    const target = resolve(folder, name);
    if (!target.startsWith(folder + sep)) {
      continue;
    }
    if (name.endsWith('/')) {
      await mkdir(target, { recursive: true });
      continue;
    }
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes);
  }
  await mkdir(join(root, 'node_modules'));
  for (const scope of RUNTIME_SCOPES) {
    const own = ownModules(scope);
    if (own !== undefined) {
      await symlink(own, join(root, 'node_modules', scope), 'junction');
    }
  }
  return folder;
}

function ownModules(scope: string): string | undefined {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const modules = join(folder, 'node_modules', scope);
    if (existsSync(modules)) {
      return modules;
    }
  }
  return undefined;
}
