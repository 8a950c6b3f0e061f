/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';
import base from './jest.config';

/** What takes too long for every change: whole machines under many faults, every command line of the guide, real traffic. */
const config: Config = {
  ...base,
  testMatch: ['**/*.long.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/tests/interop/'],
  testTimeout: 240_000,
};

export default config;
