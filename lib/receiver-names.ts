import { Lazy, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ConfigurationError } from './configuration/rules.ts';

interface Named {
  readonly scope: Construct;
  readonly id: string;
  readonly given: string | undefined;
}

const RECEIVERS = new WeakMap<Stack, Named[]>();

/** The names of a receiver. */
export interface ReceiverNames {
  /** The construct id without characters other than letters and digits; for the id `Default`, that of the stack. */
  readonly id: string;
  /** The namespace, as a token: it depends on whether the stack gets another receiver. */
  readonly namespace: string;
}

/**
 * Names a receiver.
 * @param given - namespace in the properties
 * @throws {@link ConfigurationError} CONFIGURATION_INVALID if another receiver of the stack has the same names
 */
export function nameReceiver(scope: Construct, given: string | undefined): ReceiverNames {
  const stack = Stack.of(scope);
  const id = receiverId(scope);
  const others = RECEIVERS.get(stack) ?? [];
  const same = others.find((other) => other.id === id || (given !== undefined && other.given === given));
  if (same) throw collision(scope, same, id);
  const named: Named = { scope, id, given };
  RECEIVERS.set(stack, [...others, named]);
  scope.node.addValidation({ validate: () => findOthers(named) });
  return { id, namespace: given ?? Lazy.string({ produce: () => namespaceOf(named) }) };
}

/** Returns the construct id, or that of the stack for the id `Default`, which CDK leaves out of names. */
export function ownId(scope: Construct): string {
  return scope.node.id === 'Default' ? Stack.of(scope).node.id : scope.node.id;
}

function receiverId(scope: Construct): string {
  const short = ownId(scope).replaceAll(/[^A-Za-z0-9]/g, '');
  if (short !== '') return short;
  throw new ConfigurationError('CONFIGURATION_INVALID', 'Choose an id with a letter or a digit.', [
    `${scope.node.path}: the id has no letter and no digit`,
  ]);
}

function namespaceOf({ scope, id, given }: Named): string {
  const stack = Stack.of(scope);
  if (given !== undefined) return given;
  return RECEIVERS.get(stack)?.length === 1 ? stack.stackName : `${stack.stackName}-${id}`;
}

function collision(scope: Construct, other: Named, id: string): ConfigurationError {
  const problem =
    other.id === id
      ? `${scope.node.path}: its id is ${id} without other characters than letters and digits, as is that of `
      : `${scope.node.path}: its namespace is that of `;
  return new ConfigurationError('CONFIGURATION_INVALID', 'Choose another id or namespace for one of the receivers.', [
    `${problem}${other.scope.node.path}`,
  ]);
}

/** Finds receivers of other stacks of the app whose metrics and alarms would meet those of this one. */
function findOthers(named: Named): string[] {
  const stack = Stack.of(named.scope);
  const namespace = namespaceOf(named);
  const stacks = stack.node.root.node.findAll().filter((one): one is Stack => Stack.isStack(one) && one !== stack);
  const others = stacks.filter((one) => one.environment === stack.environment && one.stackName !== stack.stackName);
  return others
    .flatMap((one) => RECEIVERS.get(one) ?? [])
    .filter((other) => namespaceOf(other) === namespace)
    .map(
      (other) =>
        `${named.scope.node.path}: its namespace is ${namespace}, as is that of ${other.scope.node.path}. ` +
        'Set `namespace` for one of them.',
    );
}
