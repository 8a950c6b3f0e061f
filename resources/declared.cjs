// The fragments that come from daxpilot.yml. A file with mistakes stops the packaging here, with all of them listed.
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');
const { buildSync } = require('esbuild');

const root = join(__dirname, '..');
const text = readFileSync(join(root, 'daxpilot.yml'), 'utf8');
const { fragments } = load(join(__dirname, 'fragments.ts'));

module.exports = {
  ...fragments(text, 'daxpilot.yml'),
  bundle: {
    bundle: true,
    minify: true,
    // CommonJS from the ES modules of the SDK, so that unused parts are left out.
    mainFields: ['module', 'main'],
    legalComments: 'none',
    outputWorkFolder: process.env.DAXPILOT_BUNDLE_FOLDER ?? '.esbuild',
    // The declared targets travel inside each bundle, as they were validated here.
    define: { 'process.env.DAXPILOT_CONFIG': JSON.stringify(text) },
  },
};

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
