import { createHash } from 'node:crypto';

/** What the stub answers to a call. */
export interface Answer {
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface SentMessage {
  readonly MessageBody: string;
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** The secret of the bench. Both versions are old: the previous one no longer counts. */
export const SECRET = { appSecret: '0123456789abcdef0123456789abcdef', verifyToken: 'bench' };

const byOperation: Readonly<Record<string, (body: string) => Answer>> = {
  GetSecretValue: () => ({
    body: JSON.stringify({
      ARN: 'arn',
      Name: 'bench',
      SecretString: JSON.stringify(SECRET),
      CreatedDate: 1_767_225_600,
    }),
  }),
  SendMessage: (body) => {
    const { MessageBody } = JSON.parse(body) as SentMessage;
    return { body: JSON.stringify({ MessageId: 'bench', MD5OfMessageBody: md5(MessageBody) }) };
  },
  PutItem: () => ({ body: '{}' }),
  BatchExecuteStatement: (body) => ({
    body: JSON.stringify({ Responses: (JSON.parse(body) as { Statements: unknown[] }).Statements.map(() => ({})) }),
  }),
  PutEvents: (body) => ({
    body: JSON.stringify({
      FailedEntryCount: 0,
      Entries: (JSON.parse(body) as { Entries: unknown[] }).Entries.map((_, i) => ({ EventId: String(i) })),
    }),
  }),
  PUT: () => ({ body: '', headers: { etag: '"bench"' } }),
  GET: () => ({ body: 'healthy' }),
};

/** Answers as the service would: every write succeeds. */
export function answerTo(operation: string, body: string): Answer {
  const answer = byOperation[operation];
  if (answer === undefined) throw new Error(`the stub has no operation ${operation}`);
  return answer(body);
}

/** Write units of a call: items of claims are far below 1 KB. */
export function writeUnits(operation: string, body: string): number {
  if (operation === 'PutItem') return 1;
  if (operation !== 'BatchExecuteStatement') return 0;
  return (JSON.parse(body) as { Statements: unknown[] }).Statements.length;
}
