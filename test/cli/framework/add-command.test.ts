import { Command } from 'commander';
import { describe, expect, it } from '@jest/globals';
import { addCommand } from '../../../cli/framework/add-command.ts';
import { defineCommand, type AnyInput } from '../../../cli/framework/define-command.ts';

const bake = defineCommand({
  name: 'bake',
  summary: 'bake a cake',
  arguments: [
    { name: '<cake>', description: 'the cake', choices: ['plain', 'fruit'] },
    { name: '[toppings...]', description: 'what goes on top' },
  ],
  options: [
    { flags: '--layers <n>', description: 'how many', parse: Number, default: 1 },
    { flags: '--tin <name>', description: 'the tin', defaultText: 'the round one' },
    { flags: '--candle <color>', description: 'a candle', repeatable: true },
    { flags: '--minutes <n>', description: 'a timer', repeatable: true, parse: Number },
    { flags: '--ice-cream [flavor]', description: 'with ice cream' },
    { flags: '--no-oven-light', description: 'in the dark', conflicts: ['tin'] },
    { flags: '--dry-run', description: 'only print the recipe' },
  ],
  notes: ['Cakes are round.'],
  examples: [{ args: 'plain' }],
  connects: 'on-demand',
  check: ({ options }) => {
    if (options.layers > 9) throw new Error('too high');
  },
  run: () => Promise.resolve(0),
});

const NOTHING = {
  layers: 1,
  ovenLight: true,
};

async function parse(line: string): Promise<readonly AnyInput[]> {
  const inputs: AnyInput[] = [];
  const program = new Command('kitchen').exitOverride().configureOutput({ outputError: () => undefined });
  addCommand(program, bake, (_command, input) => {
    inputs.push(input);
    return Promise.resolve();
  });
  await program.parseAsync(line.split(' '), { from: 'user' });
  return inputs;
}

describe('a command line becomes the values that the types of the command describe', () => {
  it.each([
    { rule: 'defaults', line: 'bake plain', args: { cake: 'plain', toppings: [] }, options: NOTHING },
    {
      rule: 'arguments by name',
      line: 'bake fruit sugar cherries',
      args: { cake: 'fruit', toppings: ['sugar', 'cherries'] },
      options: NOTHING,
    },
    {
      rule: 'a parsed value',
      line: 'bake plain --layers 3',
      args: { cake: 'plain', toppings: [] },
      options: { ...NOTHING, layers: 3 },
    },
    {
      rule: 'a repeated option as a list, in order',
      line: 'bake plain --candle red --candle blue',
      args: { cake: 'plain', toppings: [] },
      options: { ...NOTHING, candle: ['red', 'blue'] },
    },
    {
      rule: 'a repeated option with each value parsed',
      line: 'bake plain --minutes 30 --minutes 45',
      args: { cake: 'plain', toppings: [] },
      options: { ...NOTHING, minutes: [30, 45] },
    },
    {
      rule: 'an option whose value is left out as true',
      line: 'bake plain --ice-cream',
      args: { cake: 'plain', toppings: [] },
      options: { ...NOTHING, iceCream: true },
    },
    {
      rule: 'an option whose value can be left out, with a value',
      line: 'bake plain --ice-cream vanilla',
      args: { cake: 'plain', toppings: [] },
      options: { ...NOTHING, iceCream: 'vanilla' },
    },
    {
      rule: 'an option with no- as false',
      line: 'bake plain --no-oven-light --dry-run',
      args: { cake: 'plain', toppings: [] },
      options: { ...NOTHING, ovenLight: false, dryRun: true },
    },
  ])('$rule', async ({ line, args, options }) => {
    expect(await parse(line)).toEqual([{ args, options }]);
  });
});

describe('a wrong command line is rejected, and nothing runs', () => {
  it.each([
    { rule: 'an argument that is not among the choices', line: 'bake bread', says: 'Allowed choices are plain, fruit' },
    { rule: 'two options that conflict', line: 'bake plain --no-oven-light --tin square', says: 'cannot be used with' },
    { rule: 'what the check of the command rejects', line: 'bake plain --layers 10', says: 'too high' },
  ])('$rule', async ({ line, says }) => {
    await expect(parse(line)).rejects.toThrow(says);
  });
});
