/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

const config: Config = {
  testEnvironment: 'node',
  roots: [
    '<rootDir>/functions',
    '<rootDir>/resources',
    '<rootDir>/shared',
    '<rootDir>/local',
    '<rootDir>/cli',
    '<rootDir>/tests',
  ],
  testMatch: ['**/*.test.ts'],
  // `*.long.test.ts` has a command of its own: npm run test:long.
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/tests/interop/', '\\.long\\.test\\.ts$'],
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/'],
  moduleNameMapper: {
    '^@daxpilot/access$': '<rootDir>/shared/dax-access/index.ts',
    '^@daxpilot/local$': '<rootDir>/local/index.ts',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  // Jest leaves a core to itself by default, which is half of a machine with two.
  maxWorkers: '100%',
  testTimeout: 60_000,
};

export default config;
