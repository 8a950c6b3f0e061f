'use strict';
/**
 * What runs inside the worker thread of one function instance: loads the handler as Lambda's Node.js runtime does and answers one
 * invocation at a time. It speaks with the sandbox through messages only and sees no other environment than its own.
 */
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { format } = require('node:util');
const { parentPort, workerData } = require('node:worker_threads');

const port = parentPort;
/** The invocation under way, or undefined between invocations. */
let current;

process.setSourceMapsEnabled(true);

function post(message) {
  port.postMessage(message);
}

function captureStream(stream) {
  stream.write = (chunk, encoding, callback) => {
    post({
      kind: 'log',
      requestId: current?.requestId,
      text: typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString(),
    });
    const done = typeof encoding === 'function' ? encoding : callback;
    if (typeof done === 'function') {
      process.nextTick(done);
    }
    return true;
  };
}

function captureConsole() {
  const levels = { log: 'INFO', info: 'INFO', debug: 'DEBUG', warn: 'WARN', error: 'ERROR', trace: 'TRACE' };
  for (const [method, level] of Object.entries(levels)) {
    console[method] = (...values) => {
      const requestId = current?.requestId ?? 'undefined';
      process.stdout.write(`${new Date().toISOString()}\t${requestId}\t${level}\t${format(...values)}\n`);
    };
  }
}

function describe(error) {
  if (
    error instanceof Error ||
    (error !== null && typeof error === 'object' && 'message' in error && 'stack' in error)
  ) {
    return {
      errorType: String(error.name),
      errorMessage: String(error.message),
      ...(typeof error.reason === 'object' && error.reason !== null ? { reason: describe(error.reason) } : {}),
      trace: String(error.stack ?? '').split('\n'),
    };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

function runtimeError(name, message) {
  const error = new Error(message);
  error.name = name;
  error.stack = `${name}: ${message}`;
  return error;
}

async function loadHandler(taskRoot, handlerName) {
  const folder = path.dirname(handlerName);
  const match = /^([^.]*)\.(.+)$/.exec(path.basename(handlerName));
  if (match === null || handlerName.includes('..')) {
    throw runtimeError('Runtime.MalformedHandlerName', `Bad handler: ${handlerName}`);
  }
  const [, moduleName, exportPath] = match;
  const loaded = await loadModule(path.resolve(taskRoot, folder, moduleName), moduleName);
  const target = exportPath
    .split('.')
    .reduce((at, key) => (at === undefined || at === null ? undefined : at[key]), loaded);
  if (target === undefined) {
    throw runtimeError('Runtime.HandlerNotFound', `${handlerName} is undefined or not exported`);
  }
  if (typeof target !== 'function') {
    throw runtimeError('Runtime.HandlerNotFound', `${handlerName} is not a function`);
  }
  if (workerData.nodeMajor >= 24 && target.length >= 3) {
    throw runtimeError(
      'Runtime.CallbackHandlerDeprecated',
      'AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. ' +
        `Make ${handlerName} an async function of (event, context), or stay on nodejs22.x.`,
    );
  }
  return target;
}

async function loadModule(base, moduleName) {
  const file = ['', '.js', '.mjs', '.cjs']
    .map((ending) => base + ending)
    .find((name) => fs.statSync(name, { throwIfNoEntry: false })?.isFile());
  try {
    if (file === undefined) {
      throw Object.assign(new Error(`Cannot find module '${moduleName}'`), { code: 'MODULE_NOT_FOUND' });
    }
    if (file.endsWith('.mjs')) {
      return await import(pathToFileURL(file).href);
    }
    try {
      return require(file);
    } catch (error) {
      if (
        error?.code === 'ERR_REQUIRE_ESM' ||
        /import statement outside a module|Unexpected token 'export'/.test(error?.message)
      ) {
        return await import(pathToFileURL(file).href);
      }
      throw error;
    }
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw Object.assign(runtimeError('Runtime.UserCodeSyntaxError', String(error)), { stack: error.stack });
    }
    if (error?.code === 'MODULE_NOT_FOUND' || error?.code === 'ERR_MODULE_NOT_FOUND') {
      throw runtimeError('Runtime.ImportModuleError', String(error));
    }
    throw error;
  }
}

function contextOf(invocation, settle) {
  const { requestId, invokedFunctionArn, deadlineMs, clientContext } = invocation;
  const context = {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext,
    identity: undefined,
    invokedFunctionArn,
    awsRequestId: requestId,
    getRemainingTimeInMillis: () => Math.max(deadlineMs - Date.now(), 0),
  };
  if (workerData.nodeMajor < 24) {
    Object.assign(context, {
      done: (error, result) => (error === undefined || error === null ? settle.succeed(result) : settle.fail(error)),
      succeed: settle.succeed,
      fail: settle.fail,
    });
  }
  return context;
}

function finish(requestId, message) {
  if (current?.requestId !== requestId) {
    return;
  }
  current = undefined;
  port.ref();
  post({ ...message, requestId });
}

function invoke(handler, invocation) {
  const { requestId, traceHeader } = invocation;
  if (traceHeader === undefined) {
    delete process.env._X_AMZN_TRACE_ID;
  } else {
    process.env._X_AMZN_TRACE_ID = traceHeader;
  }
  const settle = {
    succeed: (result) => {
      try {
        finish(requestId, {
          kind: 'result',
          payload: result === undefined ? 'null' : (JSON.stringify(result) ?? 'null'),
        });
      } catch (error) {
        settle.fail(runtimeError('Runtime.MarshalError', `Unable to stringify response body: ${error}`));
      }
    },
    fail: (error) => {
      const described = describe(error);
      console.error('Invoke Error', `\t${JSON.stringify(described)}`);
      finish(requestId, { kind: 'error', error: described });
    },
  };
  current = { requestId, settle };
  // From here on only the handler's own work keeps the thread's loop alive: `beforeExit` tells when there is none left.
  port.unref();
  try {
    const callback = (error, result) =>
      error === undefined || error === null ? settle.succeed(result) : settle.fail(error);
    const returned = handler(JSON.parse(invocation.event), contextOf(invocation, settle), callback);
    if (returned !== null && typeof returned === 'object' && typeof returned.then === 'function') {
      returned.then(settle.succeed, settle.fail);
    } else if (workerData.nodeMajor >= 24 || (returned !== undefined && handler.length < 3)) {
      settle.succeed(workerData.nodeMajor >= 24 ? returned : null);
    }
  } catch (error) {
    settle.fail(error);
  }
}

function crash(error) {
  const described = describe(error);
  post({ kind: 'fault', requestId: current?.requestId, error: described });
  current = undefined;
  port.ref();
}

captureStream(process.stdout);
captureStream(process.stderr);
captureConsole();
process.on('uncaughtException', crash);
process.on('unhandledRejection', (reason) => {
  crash(Object.assign(runtimeError('Runtime.UnhandledPromiseRejection', String(reason)), { reason }));
});
process.on('beforeExit', () => {
  if (current !== undefined) {
    current.settle.succeed(null);
  }
});

loadHandler(workerData.taskRoot, workerData.handler).then(
  (handler) => {
    port.on('message', (invocation) => invoke(handler, invocation));
    post({ kind: 'ready' });
  },
  (error) => post({ kind: 'init-error', error: describe(error) }),
);
