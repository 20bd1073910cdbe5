import { startRecordingServer, type RecordedAnswer, type RecordedCall } from './recording-server.ts';

/** An alarm, as far as anybody here looks at it. */
export interface FakeAlarm {
  readonly name: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  /** @default false */
  readonly composite?: boolean;
}

/**
 * Stands for CloudWatch: `DescribeAlarms` and `GetMetricData` over the protocol that the SDK of today speaks to it.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
export interface FakeCloudWatch {
  readonly url: string;
  alarms: FakeAlarm[];
  /** `ApproximateAgeOfOldestMessage` of the queue `deliveries`, newest first; none: CloudWatch has no points. */
  ages: number[];
  /** Every call is refused with it. */
  refuseWith: string | undefined;
  /** No call is ever answered. */
  hangs: boolean;
  readonly stop: () => Promise<void>;
}

/** What `X-Amz-Target` of CloudWatch begins with. */
export const CLOUDWATCH = 'GraniteServiceVersion20100801';
/** Small, so that there is a second page. */
const ALARMS_A_PAGE = 2;

/** Starts it on a free loopback port: no alarms, no points. */
export async function startFakeCloudWatch(): Promise<FakeCloudWatch> {
  const server = await startRecordingServer((call) => {
    if (fake.hangs) return 'hang';
    return fake.refuseWith === undefined ? answer(fake, call) : refusal(fake.refuseWith);
  });
  const fake: FakeCloudWatch = {
    url: server.url,
    alarms: [],
    ages: [],
    refuseWith: undefined,
    hangs: false,
    stop: server.stop,
  };
  return fake;
}

function answer(fake: FakeCloudWatch, { headers, body }: RecordedCall): RecordedAnswer {
  const asked = JSON.parse(body.toString()) as AskedAlarms & AskedMetrics;
  switch (headers['x-amz-target']) {
    case `${CLOUDWATCH}.DescribeAlarms`:
      return json(describeAlarms(fake, asked));
    case `${CLOUDWATCH}.GetMetricData`:
      return json(metricData(fake, asked));
    default:
      return refusal('UnknownOperationException');
  }
}

interface AskedAlarms {
  readonly AlarmNamePrefix: string;
  readonly AlarmTypes?: readonly string[];
  readonly NextToken?: string;
}

function describeAlarms(
  { alarms }: FakeCloudWatch,
  { AlarmNamePrefix, AlarmTypes = ['MetricAlarm'], NextToken = '0' }: AskedAlarms,
): object {
  const found = alarms.filter(
    ({ name, composite }) =>
      name.startsWith(AlarmNamePrefix) && AlarmTypes.includes(composite === true ? 'CompositeAlarm' : 'MetricAlarm'),
  );
  const end = Number(NextToken) + ALARMS_A_PAGE;
  const page = found.slice(Number(NextToken), end);
  const described = (composite: boolean) =>
    page
      .filter((alarm) => (alarm.composite ?? false) === composite)
      .map(({ name, state }) => ({ AlarmName: name, StateValue: state }));
  return {
    MetricAlarms: described(false),
    CompositeAlarms: described(true),
    ...(end < found.length && { NextToken: String(end) }),
  };
}

interface AskedMetrics {
  readonly MetricDataQueries: readonly {
    readonly Id: string;
    readonly MetricStat: {
      readonly Metric: {
        readonly Namespace: string;
        readonly MetricName: string;
        readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
      };
    };
  }[];
}

function metricData({ ages }: FakeCloudWatch, { MetricDataQueries }: AskedMetrics): object {
  const results = MetricDataQueries.map(({ Id, MetricStat: { Metric } }) => {
    const [{ Name, Value } = { Name: '', Value: '' }] = Metric.Dimensions;
    const isOurs =
      [Metric.Namespace, Metric.MetricName, Name, Value].join(' ') ===
      'AWS/SQS ApproximateAgeOfOldestMessage QueueName deliveries';
    return { Id, StatusCode: 'Complete', Timestamps: [], Values: isOurs ? ages : [] };
  });
  return { MetricDataResults: results };
}

function json(value: object): RecordedAnswer {
  return { status: 200, type: 'application/x-amz-json-1.0', body: JSON.stringify(value) };
}

function refusal(code: string): RecordedAnswer {
  return {
    status: 400,
    type: 'application/x-amz-json-1.0',
    body: JSON.stringify({ __type: code, message: 'rejected' }),
  };
}
