export { ServiceError } from './kernel/service-error';
