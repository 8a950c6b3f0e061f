export { parseRequest } from './parse-request';
export type { ParsedRequest, Problem, Request } from './request';
