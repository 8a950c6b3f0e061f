export { awsPorts } from './aws-ports';
export { forChanges, forReads } from './clients';
export { toPortError } from './port-error';
