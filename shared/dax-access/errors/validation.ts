import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';

/** As DynamoDB says it. */
export function validation(message: string): DynamoDBServiceException {
  return new DynamoDBServiceException({
    name: 'ValidationException',
    $fault: 'client',
    message,
    $metadata: { httpStatusCode: 400 },
  });
}
