import { batchCases, errorCases } from './batch-cases';
import type { Case } from './cases';
import { conditionCases, projectionCases, updateCases } from './expression-cases';
import { capacityCases, moreCases, pageCases } from './page-cases';
import { keyCases, valueCases } from './value-cases';

/** Everything that an engine without transactions can be asked: operations x attribute types x expressions x errors. */
export const allCases: readonly Case[] = [
  ...valueCases,
  ...keyCases,
  ...conditionCases,
  ...updateCases,
  ...projectionCases,
  ...pageCases,
  ...capacityCases,
  ...moreCases,
  ...batchCases,
  ...errorCases,
];
