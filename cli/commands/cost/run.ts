import type { ExitCode } from '../../errors/cli-error.ts';
import type { OfflineContext } from '../../context.ts';
import { formatCount } from '../../terminal/format.ts';
import type { Printer } from '../../terminal/printer.ts';
import { deliveryLines, type BillLine, type Traffic } from './deliveries.ts';
import { metricLine, monthlyLines, type Deployment } from './monthly.ts';

/** Prints what a million deliveries cost, and a month of the deployment. */
export function cost({ output }: OfflineContext, traffic: Traffic, deployment: Deployment): ExitCode {
  const deliveries = deliveryLines(traffic);
  const month = monthlyLines(deployment);
  const perMillion = total(deliveries);
  const perMonth = total(month);
  const active = deployment.monitoring ? metricLine(deployment).dollars : 0;
  output.document({
    traffic,
    deployment,
    perMillionDeliveries: { lines: deliveries, total: perMillion },
    perMonth: { lines: month, total: perMonth, withDeliveriesEveryHour: perMonth + active },
  });
  const { changes, kilobytes, batch } = traffic;
  const size = `${formatCount(changes, 'change')} and ${kilobytes} KB each, ${formatCount(batch, 'delivery', 'deliveries')} per batch`;
  output.line(`A million deliveries of ${size}`);
  printBill(output, deliveries, perMillion);
  output.line();
  output.line(`A month of ${formatCount(deployment.apps, 'app')}, without deliveries`);
  printBill(output, month, perMonth);
  if (active > 0) output.line(`With deliveries in every hour, the receiver's metrics add ${dollars(active)} a month.`);
  output.line();
  output.line(
    'List prices of us-east-1 in US dollars, without free tiers. "calls" are counted from the code. "model" is an ' +
      'estimate of what AWS adds: compare it with your bill.',
  );
  return 0;
}

function printBill(printer: Printer, lines: readonly BillLine[], sum: number): void {
  const rows = lines.map(({ name, dollars: amount, basis }) => [name, dollars(amount).padStart(9), basis]);
  printer.table(['LINE', '        $', 'FROM'], [...rows, ['total', dollars(sum).padStart(9), '']]);
}

const total = (lines: readonly BillLine[]): number => lines.reduce((sum, { dollars: amount }) => sum + amount, 0);
const dollars = (amount: number): string => `$${amount.toFixed(2)}`;
