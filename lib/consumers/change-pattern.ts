import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { isKnownDetailType, knownDetailTypes, knownKinds } from '../../src/catalog/detail-types.ts';
import { EVENT_SOURCE } from '../../src/events/event-reference.ts';
import type { MetaWebhookDetailType, MetaWebhookEventOf } from '../../src/events/meta-webhook-event.ts';
import { nearestDottedNames } from '../../src/text/nearest-dotted-names.ts';
import { nearestNames } from '../../src/text/nearest-names.ts';
import { ConfigurationError, show } from '../configuration/rules.ts';

/** A detail-type of the catalog, or one that the catalog lacks: `unlisted:page.new_field`. */
export type ChangeDetailType = MetaWebhookDetailType | `unlisted:${string}.${string}`;
/** A kind of these detail-types. */
export type ChangeKind<T extends ChangeDetailType> = T extends MetaWebhookDetailType
  ? MetaWebhookEventOf<T>['detail']['kind']
  : string;

/** Selects changes. */
export interface ChangeSelection<T extends ChangeDetailType> {
  /**
   * One or several detail-types, `<object>.<field>`: `instagram.comments`. With the prefix `unlisted:`, the name need
   * not be in the catalog.
   */
  readonly detailType: T | readonly T[];
  /**
   * Limits the events to these kinds, for example `message` but not `message.deleted`.
   * @default - all kinds
   */
  readonly kinds?: readonly ChangeKind<NoInfer<T>>[];
  /**
   * Limits the events to this app of the receiver.
   * @default - all apps
   */
  readonly app?: string;
}

const UNLISTED = 'unlisted:';
/** Matches a name that is not in the catalog. */
const UNLISTED_NAME = /^[a-z][a-z0-9_]{0,63}\.[a-z][a-z0-9_]{0,63}$/;

/** Lists the detail-types of a selection, as they are in the events. */
export function detailTypesOf({ detailType }: ChangeSelection<ChangeDetailType>): readonly string[] {
  return [detailType].flat().map(withoutPrefix);
}

/**
 * Returns the event pattern of a selection. Nothing runs the compiler at synthesis, so this checks the names too.
 * @param path - construct path, for the message
 * @param appKeys - keys of the receiver's apps, if they are known
 * @throws {@link ConfigurationError} CONFIGURATION_INVALID, with the nearest names, if a name is not in the catalog or
 * is not an app of the receiver
 */
export function changePattern(
  selection: ChangeSelection<ChangeDetailType>,
  path: string,
  appKeys?: readonly string[],
): EventPattern {
  const problems = [
    ...findTypeProblems(selection),
    ...findKindProblems(selection),
    ...findAppProblems(selection, appKeys),
  ];
  if (problems.length > 0) {
    const hint = 'Correct the names. docs/events.md lists the detail-types and their kinds.';
    const located = problems.map((problem) => `${path}: ${problem}`);
    throw new ConfigurationError('CONFIGURATION_INVALID', hint, located);
  }
  const { kinds, app } = selection;
  const detail = { ...(kinds && { kind: [...kinds] }), ...(app !== undefined && { app: [app] }) };
  return {
    source: [EVENT_SOURCE],
    detailType: [...detailTypesOf(selection)],
    ...(Object.keys(detail).length > 0 && { detail }),
  };
}

function findTypeProblems({ detailType }: ChangeSelection<ChangeDetailType>): string[] {
  const given: readonly string[] = [detailType].flat();
  if (given.length === 0) return ['detailType is []: it must have at least one name'];
  return given.flatMap((name) => {
    if (isUnlisted(name) ? UNLISTED_NAME.test(withoutPrefix(name)) : isKnownDetailType(name)) return [];
    return [`detailType is ${show(name)}: ${adviceOn(name)}, or unlisted:<object>.<field> for a new field`];
  });
}

function adviceOn(name: string): string {
  const near = nearestDottedNames(name, knownDetailTypes());
  return near.length > 0 ? `did you mean ${near.join(' or ')}? It must be in the catalog` : 'it must be in the catalog';
}

function findKindProblems({ detailType, kinds }: ChangeSelection<ChangeDetailType>): string[] {
  const types: readonly string[] = [detailType].flat();
  if (kinds === undefined || types.some(isUnlisted) || !types.every(isKnownDetailType)) return [];
  const known = [...new Set(types.flatMap(knownKinds))];
  if (kinds.length === 0) return ['kinds is []: no event would match'];
  return kinds
    .filter((kind) => !known.includes(kind))
    .map((kind) => {
      const near = nearestNames(kind, known);
      const meant = near.length > 0 ? `did you mean ${near.join(' or ')}? It` : 'it';
      return `kinds has ${show(kind)}: ${meant} must be one of ${known.join(', ')}`;
    });
}

function findAppProblems({ app }: ChangeSelection<ChangeDetailType>, appKeys: readonly string[] | undefined): string[] {
  if (app === undefined || !appKeys || appKeys.includes(app)) return [];
  const near = nearestNames(app, appKeys);
  const meant = near.length > 0 ? `did you mean ${near.join(' or ')}? It` : 'it';
  return [`app is ${show(app)}: ${meant} must be one of ${appKeys.join(', ')}`];
}

function isUnlisted(name: string): boolean {
  return name.startsWith(UNLISTED);
}

function withoutPrefix(name: string): string {
  return isUnlisted(name) ? name.slice(UNLISTED.length) : name;
}
