export type { DynamoDbOptions, TableDurations } from './options';
export { createDynamoDbService, type DynamoDbService } from './service';
