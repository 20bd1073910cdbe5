import { startRecordingServer, type RecordedAnswer, type RecordedCall } from './recording-server.ts';

/** The members of an alarm that tests use. */
export interface FakeAlarm {
  readonly name: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  /** True for a composite alarm. @default false */
  readonly composite?: boolean;
  /** Of its metric. @default - none */
  readonly dimensions?: Readonly<Record<string, string>>;
}

/**
 * Fake of CloudWatch: `DescribeAlarms` and `GetMetricData` over the protocol of the current SDK.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
export interface FakeCloudWatch {
  readonly url: string;
  alarms: FakeAlarm[];
  /**
   * Values of `ApproximateAgeOfOldestMessage` of the queue `deliveries`, newest first; empty if CloudWatch has no data.
   */
  ages: number[];
  /** Error code with which every call is rejected. */
  refuseWith: string | undefined;
  /** True if calls get no response. */
  hangs: boolean;
  readonly stop: () => Promise<void>;
}

/** Prefix of `X-Amz-Target` for CloudWatch. */
export const CLOUDWATCH = 'GraniteServiceVersion20100801';
/** Alarms per page, few enough for a second page. */
const ALARMS_A_PAGE = 2;

/** Starts the fake on a free loopback port, without alarms and data. */
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
      .map(({ name, state, dimensions = {} }) => ({
        AlarmName: name,
        StateValue: state,
        ...(!composite && { Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })) }),
      }));
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
