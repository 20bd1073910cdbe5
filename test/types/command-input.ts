/* eslint-disable @typescript-eslint/no-unused-expressions -- nothing here is run */
// Checked by tsc: the types of the values that a command receives follow from its arguments and options.
import { defineCommand } from '../../cli/framework/define-command.ts';
import type { Context, OnDemandContext } from '../../cli/context.ts';
import { expectType } from './expect.ts';

const TEXTS = { name: 'bake', summary: 'bake a cake', notes: [], examples: [{ args: 'plain' }] };

export const bake = defineCommand({
  ...TEXTS,
  arguments: [
    { name: '<cake>', description: 'the cake', choices: ['plain', 'fruit'] },
    { name: '[id]', description: 'the order' },
    { name: '[toppings...]', description: 'what goes on top' },
  ],
  options: [
    { flags: '--layers <n>', description: 'how many', parse: Number, default: 1 },
    { flags: '--tin <name>', description: 'the tin', required: true },
    { flags: '--timer-minutes <n>', description: 'a timer', repeatable: true, parse: Number },
    { flags: '--ice-cream [flavor]', description: 'with ice cream' },
    { flags: '--no-oven-light', description: 'in the dark' },
    { flags: '--dry-run', description: 'only print the recipe' },
  ],
  connects: 'stack',
  run: async (context, { args, options }) => {
    expectType<Context>()(context);
    expectType<'plain' | 'fruit'>()(args.cake);
    expectType<string | undefined>()(args.id);
    expectType<readonly string[]>()(args.toppings);
    expectType<number>()(options.layers);
    expectType<string>()(options.tin);
    expectType<readonly number[] | undefined>()(options.timerMinutes);
    expectType<string | true | undefined>()(options.iceCream);
    expectType<boolean>()(options.ovenLight);
    expectType<boolean | undefined>()(options.dryRun);
    // @ts-expect-error -- the command has no such option
    options.candles;
    // @ts-expect-error -- nor such an argument
    args.candles;
    return Promise.resolve(0);
  },
});

export const cool = defineCommand({
  ...TEXTS,
  arguments: [],
  options: [],
  connects: 'on-demand',
  run: async (context) => {
    expectType<OnDemandContext>()(context);
    // @ts-expect-error -- it is not connected
    context.clients;
    return Promise.resolve(0);
  },
});
