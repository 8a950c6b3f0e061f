#!/usr/bin/env node
// The SDK warns on every start on Node 20; the README says once which versions to run.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
require('../dist/cli.cjs');
