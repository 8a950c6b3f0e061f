import { Command, CommanderError } from 'commander';
import { addApproveAndReject } from './commands/approve';
import { addBacktest } from './commands/backtest';
import { addBootstrap } from './commands/bootstrap';
import { addConsole } from './commands/console';
import { addDax } from './commands/dax';
import { addDemo } from './commands/demo';
import { addExplain } from './commands/explain';
import { addFreezeAndThaw } from './commands/freeze';
import { addHealth } from './commands/health';
import { addHistory } from './commands/history';
import { addInit } from './commands/init';
import { addLocal } from './commands/local';
import { addOverride } from './commands/override';
import { addPlan } from './commands/plan';
import { addIntroduceReplaceAndRemove } from './commands/replace';
import { addReplay } from './commands/replay';
import { addReview } from './commands/review';
import { addRun } from './commands/run';
import { addValidate } from './commands/validate';
import { exitStatus } from './exit';
import { failureOf } from './failure';

const main = async (argv: readonly string[]): Promise<number> => {
  let status: number = exitStatus.done;
  const finish = (value: number) => {
    status = value;
  };
  const program = new Command('daxpilot')
    .description('Autopilot for DAX clusters and the DynamoDB tables behind them')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(text) });
  for (const add of [
    addInit,
    addHealth,
    addPlan,
    addRun,
    addHistory,
    addExplain,
    addFreezeAndThaw,
    addApproveAndReject,
    addIntroduceReplaceAndRemove,
    addReplay,
    addReview,
    addOverride,
    addConsole,
    addValidate,
    addLocal,
    addDax,
    addDemo,
    addBacktest,
    addBootstrap,
  ])
    add(program, finish);
  try {
    await program.parseAsync([...argv]);
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitStatus.done : exitStatus.wrongUse;
    const failure = failureOf(error);
    process.stderr.write(`${[failure.message, ...failure.details.map((line) => `  ${line}`)].join('\n')}\n`);
    return failure.status;
  }
};

// Written by hand and not process.exit(): output to a pipe must be flushed first.
main(process.argv).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = exitStatus.unknown;
  },
);
