import { Command } from 'commander';

const program = new Command('daxpilot').description('Autopilot for DAX clusters and the DynamoDB tables behind them');
program.parse();
