import { answersAsDynamoDbDoes } from './conformance/as-dynamodb-does';

answersAsDynamoDbDoes('in turn');
