import { type Command, InvalidArgumentError, Option } from 'commander';

/** The options that every command takes, whichever it uses. */
export const withGlobalOptions = (command: Command): Command =>
  command
    .option('--json', 'print JSON only on stdout')
    .addOption(new Option('--config <file>', 'targets and policies').default('daxpilot.yml'))
    .option('--region <region>', 'AWS Region')
    .option('--local', 'talk to the local platform at http://127.0.0.1:4566 (or AWS_ENDPOINT_URL)')
    .option('--endpoint <url>', 'talk to this endpoint');

const number = (text: string, rule: string, holds: (value: number) => boolean): number => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || !holds(value)) throw new InvalidArgumentError(`${rule}.`);
  return value;
};

export const portNumber = (text: string): number =>
  number(
    text,
    'a port is a whole number from 0 (any free one) to 65535',
    (value) => Number.isInteger(value) && value >= 0 && value <= 65_535,
  );

export const speedFactor = (text: string): number =>
  number(
    text,
    'a speed is a number above 0 and at most 10000: virtual seconds per second',
    (value) => value > 0 && value <= 10_000,
  );

export const wholeNumberOf =
  (min: number, max: number) =>
  (text: string): number =>
    number(
      text,
      `a whole number from ${min} to ${max} is wanted`,
      (value) => Number.isInteger(value) && value >= min && value <= max,
    );
