// The fragments that come from daxpilot.yml. A file with mistakes stops the packaging here, with all of them listed.
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');
const { buildSync } = require('esbuild');

const root = join(__dirname, '..');

// A function, so that the packager resolves it once; a fault is told by its message and not by a stack of the packager's own.
module.exports = ({ options } = {}) => {
  try {
    // As serverless.yml resolves it.
    const { AWS_REGION, AWS_DEFAULT_REGION, DAXPILOT_DAX_RIGHTS, DAXPILOT_TRACING } = process.env;
    const region = options?.region ?? AWS_REGION ?? AWS_DEFAULT_REGION ?? 'us-east-1';
    const { fragments } = load(join(__dirname, 'fragments.ts'));
    const { config, ...resources } = fragments(readFileSync(join(root, 'daxpilot.yml'), 'utf8'), 'daxpilot.yml', {
      region,
      daxRights: DAXPILOT_DAX_RIGHTS,
      tracing: DAXPILOT_TRACING,
    });
    return { ...resources, bundle: bundle(config) };
  } catch (error) {
    throw error.message;
  }
};

const bundle = (config) => ({
  bundle: true,
  minify: true,
  // CommonJS from the ES modules of the SDK, so that unused parts are left out.
  mainFields: ['module', 'main'],
  legalComments: 'none',
  // Plain builds: with rebuild contexts a compile error leaves the packager waiting for ever.
  skipRebuild: true,
  plugins: 'resources/one-build.cjs',
  outputWorkFolder: process.env.DAXPILOT_BUNDLE_FOLDER ?? '.esbuild',
  // The declared targets travel inside each bundle.
  define: { 'process.env.DAXPILOT_CONFIG': JSON.stringify(config) },
});

/** TypeScript in memory: a require hook would reach into the packager's own modules. */
function load(file) {
  const [{ text: code }] = buildSync({
    entryPoints: [file],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    write: false,
    logLevel: 'silent',
  }).outputFiles;
  const loaded = new Module(file, module);
  loaded.filename = file;
  loaded.paths = Module._nodeModulePaths(root);
  loaded._compile(code, file);
  return loaded.exports;
}
