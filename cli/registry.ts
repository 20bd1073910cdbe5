import { accounts } from './commands/accounts/command.ts';
import { archive } from './commands/archive/command.ts';
import { cost } from './commands/cost/command.ts';
import { deadLetters } from './commands/dead-letters/command.ts';
import { dev } from './commands/dev/command.ts';
import { doctor } from './commands/doctor/command.ts';
import { init } from './commands/init/command.ts';
import { insights } from './commands/insights/command.ts';
import { listen } from './commands/listen/command.ts';
import { replay } from './commands/replay/command.ts';
import { send } from './commands/send/command.ts';
import { setup } from './commands/setup/command.ts';
import { subscriptions } from './commands/subscriptions/command.ts';
import type { CommandGroup, CommandSpec } from './framework/define-command.ts';

/** All commands, in the order of the help and the docs. */
export const COMMANDS: readonly (CommandSpec | CommandGroup)[] = [
  init,
  setup,
  doctor,
  cost,
  subscriptions,
  accounts,
  dev,
  send,
  listen,
  deadLetters,
  archive,
  replay,
  insights,
];
