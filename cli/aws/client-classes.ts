// The clients that `connect` loads at run time. esbuild cannot leave anything out of a package that is imported at run
// time. Of this module's imports it keeps only the classes.
export { CloudFormationClient } from '@aws-sdk/client-cloudformation';
export { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
export { DynamoDBClient } from '@aws-sdk/client-dynamodb';
export { EventBridgeClient } from '@aws-sdk/client-eventbridge';
export { S3Client } from '@aws-sdk/client-s3';
export { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
export { SQSClient } from '@aws-sdk/client-sqs';
