/** What calls a service: a role by the logical id that it starts with, or an AWS service for itself. */
export type CallerName = string;

/** A call to a service that makes it use the key: the caller, the operation, and the resources by logical id. */
export type KeyCallRow = readonly [caller: CallerName, operation: string, resources: readonly string[]];

/** Every call of the code, and of AWS services for it, that uses the key. The logical ids have no hash at the end. */
export const CALLS: readonly KeyCallRow[] = [
  ['IngressHandlerRole', 'secretsmanager:GetSecretValue', ['SecretMeta', 'SecretShop']],
  ['IngressHandlerRole', 'sqs:SendMessage', ['DeliveryQueue']],
  ['IngressHandlerRole', 's3:PutObject', ['ArchiveBucket']],
  ['WorkerHandlerRole', 'sqs:ReceiveMessage', ['DeliveryQueue']],
  ['WorkerHandlerRole', 'sqs:SendMessage', ['DeadLetterQueue']],
  ['WorkerHandlerRole', 'dynamodb:PutItem', ['ClaimTable']],
  ['WorkerHandlerRole', 's3:GetObject', ['ArchiveBucket']],
  ['WorkerHandlerRole', 's3:PutObject', ['ArchiveBucket']],
  ['StoryInsightsHandlerRole', 'dynamodb:PutItem', ['StoryInsightsTable']],
  ['StoryInsightsHandlerRole', 'sqs:SendMessage', ['StoryInsightsChangesDeadLetters']],
  ['MentionRepliesHandlerRole', 'sqs:ReceiveMessage', ['MentionQueue']],
  ['MentionRepliesHandlerRole', 'sqs:SendMessage', ['MentionsForPeople']],
  ['MentionRepliesHandlerRole', 'dynamodb:GetItem', ['MentionTable']],
  ['MentionRepliesHandlerRole', 'dynamodb:PutItem', ['MentionTable']],
  ['MentionRepliesHandlerRole', 'dynamodb:UpdateItem', ['MentionTable']],
  [
    'MentionRepliesHandlerRole',
    'secretsmanager:GetSecretValue',
    ['MentionToken17841405822304914', 'SecretMeta', 'SecretShop'],
  ],
  ['ConsumerServiceRole', 'sqs:SendMessage', ['LeadsDeadLetters']],
  ['ConsumerServiceRole', 'dynamodb:GetItem', ['ConsumerIdempotencyTable']],
  ['ConsumerServiceRole', 'dynamodb:PutItem', ['ConsumerIdempotencyTable']],
  ['ConsumerServiceRole', 'dynamodb:UpdateItem', ['ConsumerIdempotencyTable']],
  ['ConsumerServiceRole', 'dynamodb:DeleteItem', ['ConsumerIdempotencyTable']],
  ['ConsumerServiceRole', 's3:GetObject', ['ArchiveBucket']],
  [
    'events.amazonaws.com',
    'sqs:SendMessage',
    [
      'FeedDeadLetters',
      'FeedQueue',
      'LeadsDeadLetters',
      'MentionQueue',
      'MentionRepliesOnMentionDeadLetters',
      'StoryInsightsChangesDeadLetters',
    ],
  ],
  [
    'logs.amazonaws.com',
    'logs:PutLogEvents',
    [
      'IngressAccessLog',
      'IngressHandlerLog',
      'MentionRepliesHandlerLog',
      'StoryInsightsHandlerLog',
      'WorkerHandlerLog',
    ],
  ],
];

/**
 * KMS actions that each operation needs; none for those that do not touch the content.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html (all 2026-11)
 */
export const KMS_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'sqs:SendMessage': ['Decrypt', 'GenerateDataKey'],
  'sqs:ReceiveMessage': ['Decrypt'],
  'sqs:DeleteMessage': [],
  'sqs:ChangeMessageVisibility': [],
  'sqs:GetQueueAttributes': [],
  's3:PutObject': ['GenerateDataKey'],
  's3:GetObject': ['Decrypt'],
  'secretsmanager:GetSecretValue': ['Decrypt'],
  ...Object.fromEntries(
    ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'].map((operation) => [
      `dynamodb:${operation}`,
      [
        'Decrypt',
        'DescribeKey',
        'Encrypt',
        'GenerateDataKey',
        'GenerateDataKeyWithoutPlaintext',
        'ReEncryptFrom',
        'ReEncryptTo',
      ],
    ]),
  ),
  'logs:CreateLogStream': [],
  'logs:PutLogEvents': [
    'Decrypt',
    'DescribeKey',
    'Encrypt',
    'GenerateDataKey',
    'GenerateDataKeyWithoutPlaintext',
    'ReEncryptFrom',
    'ReEncryptTo',
  ],
};
