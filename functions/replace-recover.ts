import { replaceHandler } from './replace-handler';

export const handler = replaceHandler('replace-recover');
