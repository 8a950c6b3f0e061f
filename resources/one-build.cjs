// The packager builds each handler by itself and so reads the SDK once for each. This builds them all in one go: the same bundles for a third of the work.
const { writeFile } = require('node:fs/promises');
const { basename, join, relative, resolve } = require('node:path');
const { build } = require('esbuild');

/** Plugins of esbuild, as the packager asks for them. A command for one function (`sls invoke local -f NAME`) builds that one as ever. */
module.exports = ({ processedInput, service }) => {
  if (processedInput?.options?.function !== undefined) return [];
  const handlers = new Set(Object.values(service.functions).map(({ handler }) => handler.replace(/\.\w+$/, '.ts')));
  let building;
  const setup = ({ initialOptions, onLoad, onEnd }) => {
    const { plugins, outdir, ...options } = initialOptions;
    const [entry] = options.entryPoints;
    building ??= bundlesOf([...handlers], options);
    const bundle = building.then((bundles) => bundles.get(entry));
    // Without a bundle there is a mistake in some handler: each is then built as ever, which tells it.
    onLoad({ filter: exactly(resolve(entry)) }, async () =>
      (await bundle) === undefined ? undefined : { contents: '' },
    );
    onEnd(async () => {
      const text = await bundle;
      if (text !== undefined) await writeFile(join(outdir, basename(entry).replace(/\.ts$/, '.js')), text);
    });
  };
  return [{ name: 'one-build', setup }];
};

/** Each entry's bundle; none at all where one of them cannot be built. */
const bundlesOf = async (entryPoints, options) => {
  const root = resolve('.');
  const all = { ...options, entryPoints, outbase: root, outdir: root, write: false, logLevel: 'silent' };
  const { outputFiles } = await build(all).catch(() => ({ outputFiles: [] }));
  return new Map(outputFiles.map(({ path, contents }) => [relative(root, path).replace(/\.js$/, '.ts'), contents]));
};

const exactly = (path) => new RegExp(`^${path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
